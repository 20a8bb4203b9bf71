# What every machine needs, whatever it runs. Sourced. CGROUP: the machine's control group. SWITCH: that of the switch. FOLDER:
# the machine's folder. PORT and MAC of its cable. A machine needs nobody: the wizard that started it may end.

# One at a time, also where a start that was given up comes late.
hold_place() {
  exec 9>"$FOLDER/power" && flock --nonblock 9 || exit 1
  echo $$ >"$CGROUP/holder/cgroup.procs" || exit 1
}

# Connects the network namespace of a process with the switch. The machine keeps its MAC address, as a real one does; a port
# that was left from before a reboot goes first.
plug_into_switch() {
  local switch
  read -r switch <"$SWITCH/cgroup.procs" || return 1
  in_switch() { nsenter --net="/proc/$switch/ns/net" ip link "$@"; }
  in_switch delete "$PORT" 2>/dev/null
  in_switch add "$PORT" type veth peer name eth0 address "$MAC" netns "$1" || return 1
  in_switch set "$PORT" master br0 up
}

in_group() {
  (
    exec 9>&-
    echo "$BASHPID" >"$CGROUP/system/cgroup.procs" && exec "$@"
  )
}
