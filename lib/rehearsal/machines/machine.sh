#!/bin/bash
# One machine of a lab: started in a network namespace of its own, it plugs itself into the lab's switch, runs what the machine
# runs, and starts it again when it asks for a reboot. It needs nobody: the wizard that started it may end.
# CGROUP: the machine's control group. SWITCH: that of the switch. FOLDER: the machine's folder. PORT, MAC, ADDRESS (with prefix).
# KIND: "linux" runs a system of its own (see system.sh); "program" runs the words that were given.
set -u
machine() {
  # One at a time, also where a start that was given up comes late.
  exec 9>"$FOLDER/power" && flock --nonblock 9 || exit 1
  echo $$ >"$CGROUP/holder/cgroup.procs" || exit 1
  plug || exit 1
  case $KIND in
    linux) run_system ;;
    program) run_program "$@" ;;
  esac
}

# The machine keeps its MAC address, as a real one does. A port that was left from before the reboot goes first.
plug() {
  local switch
  read -r switch <"$SWITCH/cgroup.procs" || return 1
  in_switch() { nsenter --net="/proc/$switch/ns/net" ip link "$@"; }
  in_switch delete "$PORT" 2>/dev/null
  in_switch add "$PORT" type veth peer name eth0 address "$MAC" netns $$ || return 1
  in_switch set "$PORT" master br0 up || return 1
  ip link set lo up
}

run_system() {
  in_group unshare --cgroup --mount --pid --uts --ipc --fork bash "$SYSTEM"
  # The kernel says by the signal that ends the init of a PID namespace what it asked for: SIGHUP is a reboot.
  (($? == 129)) || exit 0
  exec 9>&-
  exec unshare --net bash "$0"
}

run_program() {
  ip link set eth0 up
  ip address add "$ADDRESS" dev eth0
  exec 7<> <(:)
  while :; do
    in_group "$@"
    # Windows, too, starts a service again that ended by itself.
    read -rt 1 -u 7
  done
}

in_group() {
  (
    exec 9>&-
    echo "$BASHPID" >"$CGROUP/system/cgroup.procs" && exec "$@"
  )
}

machine "$@"
