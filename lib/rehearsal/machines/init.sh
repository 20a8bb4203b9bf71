#!/bin/bash
# The first process of a Linux machine: waits until system.sh has mounted everything, goes in and becomes systemd.
set -eu

wait_outside() {
  read -r -u 6
  exec 6>&-
  # A root without a mapped number lost its rights when it was started; it has them again from here on.
  exec unshare --mount bash "$0" inside
}

go_in() {
  mount --rbind root root
  cd root
  hostname "$(<etc/hostname)"
  pivot_root . mnt
  cd /
  umount --lazy /mnt
  # The rights of systemd-nspawn, less devices and limits.
  local may=-all capability
  for capability in audit_control audit_write chown dac_override dac_read_search fowner fsetid ipc_lock ipc_owner kill lease \
    linux_immutable net_admin net_bind_service net_broadcast net_raw setfcap setgid setpcap setuid sys_admin sys_boot sys_chroot \
    sys_nice sys_ptrace sys_tty_config; do
    may+=,+$capability
  done
  exec env -i container=fairlead PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    setpriv --bounding-set "$may" --inh-caps "-all" \
    /lib/systemd/systemd --unit=multi-user.target --show-status=no --log-target=journal
}

if [[ ${1-} == inside ]]; then go_in; else wait_outside; fi
