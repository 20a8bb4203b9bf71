#!/bin/bash
# Becomes the init of one Linux machine: mounts its disk over the image, hides what belongs to the host, starts systemd.
# FOLDER: the machine's folder. IMAGE: the root file system it lies on. LOGIN: the user who may log in and use sudo.
set -eu
cd "$FOLDER"
exec >>console.log 2>&1 </dev/null

main() {
  mount_disk
  mount_kernel
  mount_devices
  admit_login
  hostname "$(<etc/hostname)"
  mount --bind "$FOLDER/console.log" dev/console
  pivot_root . mnt
  cd /
  umount --lazy /mnt
  start_systemd
}

# Names without a path: mount options cannot hold every character that a path may have.
mount_disk() {
  mkdir -p lower upper work root
  mount --bind "$IMAGE" lower
  mount -o remount,bind,ro lower
  mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay root
  cd root
}

# /proc/sys belongs to the whole kernel, except what is below net.
mount_kernel() {
  mount -t proc -o nosuid,nodev,noexec proc proc
  mount --bind proc/sys/net mnt
  local path
  for path in sys irq bus fs sysrq-trigger; do
    [[ -e proc/$path ]] || continue
    mount --bind proc/$path proc/$path
    mount -o remount,bind,ro,nosuid,nodev,noexec proc/$path
  done
  mount --move mnt proc/sys/net
  for path in kcore kmsg timer_list; do
    [[ ! -e proc/$path ]] || mount --bind /dev/null proc/$path
  done
  mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
  mount -t cgroup2 -o rw,nosuid,nodev,noexec cgroup2 sys/fs/cgroup
}

mount_devices() {
  mount -t tmpfs -o mode=755,size=1m dev dev
  local device
  for device in null zero full random urandom tty; do
    : >dev/$device
    mount --bind /dev/$device dev/$device
  done
  mkdir dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
  mount -t tmpfs -o mode=1777,size=64m shm dev/shm
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd
  ln -s /proc/self/fd/0 dev/stdin
  ln -s /proc/self/fd/1 dev/stdout
  ln -s /proc/self/fd/2 dev/stderr
  : >dev/console
  mount -t tmpfs -o mode=755,size=64m,nosuid,nodev run run
}

# At every boot, so that a boot that was cut short is made good by the next.
admit_login() {
  local password home
  password=$(<"$FOLDER/password")
  chroot . id -u "$LOGIN" >/dev/null 2>&1 || chroot . useradd --create-home --shell /bin/bash "$LOGIN"
  chroot . usermod --append --groups sudo --password "$password" "$LOGIN"
  home=$(chroot . getent passwd "$LOGIN" | cut -d: -f6)
  mkdir -p ".$home/.ssh"
  grep -qxFf "$FOLDER/authorized_keys" ".$home/.ssh/authorized_keys" 2>/dev/null ||
    cat "$FOLDER/authorized_keys" >>".$home/.ssh/authorized_keys"
  chmod 700 ".$home/.ssh"
  chmod 600 ".$home/.ssh/authorized_keys"
  chroot . chown -R "$LOGIN:" "$home/.ssh"
}

# What a machine may not do to its host: set the clock, load modules, make device nodes, raise limits, reach hardware or the
# kernel's log. Rebooting ends the namespace only.
start_systemd() {
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

main
