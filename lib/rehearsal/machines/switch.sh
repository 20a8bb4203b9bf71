#!/bin/bash
# The switch of one lab: a bridge in a network namespace of its own, which lives as long as this process does.
# When the lab's folder is deleted it ends every machine of the lab, and then itself.
# CGROUP: the lab's control group. LAB: a file in the lab's folder.
set -u
switch() {
  exec 8<"$LAB" || exit 1
  ip link set lo up || exit 1
  ip link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0 || exit 1
  ip link set br0 up || exit 1
  # Whoever finds this process in the group may rely on the bridge.
  echo $$ >"$CGROUP/switch/cgroup.procs" || exit 1

  # A pipe that nobody writes to: a way of waiting that starts no process.
  exec 7<> <(:)
  while [[ $LAB -ef /dev/fd/8 ]]; do read -rt 1 -u 7; done
  end
}

end() {
  echo $$ >"${CGROUP%/*/*}/cgroup.procs"
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    echo 1 >"$CGROUP/cgroup.kill"
    read -rt 0.1 -u 7
    find "$CGROUP" -depth -type d -exec rmdir {} + && break
  done 2>/dev/null
  rmdir "${CGROUP%/*}" 2>/dev/null
  exit 0
}

switch
