#!/bin/bash
# A machine that is one program of this host with a network namespace of its own; started in that. The program's words are the
# arguments; ADDRESS has its prefix. For the rest see holder.sh.
set -u
source "${BASH_SOURCE%/*}/holder.sh"

run() {
  hold_place
  plug_into_switch $$ || exit 1
  ip link set lo up
  ip link set eth0 up
  ip address add "$ADDRESS" dev eth0
  # A pipe that nobody writes to: a way of waiting that starts no process.
  exec 7<> <(:)
  while :; do
    in_group "$@"
    # Windows, too, starts a service again that ended by itself.
    read -rt 1 -u 7
  done
}

run "$@"
