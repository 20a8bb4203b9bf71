#!/bin/bash
# A Linux machine: its disk over the image, namespaces of its own, systemd in them. Started in a network
# namespace, which stays empty, and a mount namespace of its own.
# IMAGE: the root file system. LOGIN: the user who may log in and use sudo. For the rest see holder.sh.
#
# The machine lives in a user namespace in which root is this host's root by number but not by right: it can neither set the
# clock nor load modules, make device nodes, mount disks or reach another machine. What it sees of the kernel is mounted from
# outside, before it gets a mount namespace of its own, and can therefore be neither taken away nor made writable from within.
set -u
source "${BASH_SOURCE%/*}/holder.sh"

machine() {
  cd "$FOLDER" || exit 1
  hold_place
  mount_disk && mount_devices && admit_login || exit 1
  exec 6<> <(:)
  in_group unshare --user --net --cgroup --uts --ipc --pid --fork bash "${BASH_SOURCE%/*}/init.sh" &
  local whole=$! init
  init=$(first_process) && map_users "$init" && mount_kernel "$init" && plug_into_switch "$init" || exit 1
  echo >&6
  wait "$whole"
  # The kernel says by the signal that ends the init of a PID namespace what it asked for: SIGHUP is a reboot.
  (($? == 129)) || exit 0
  exec 6>&- 9>&-
  exec unshare --net --mount bash "$0"
}

# Names without a path: mount options cannot hold every character that a path may have.
mount_disk() {
  mkdir -p lower upper work root &&
    mount --bind "$IMAGE" lower &&
    mount -o remount,bind,ro lower &&
    mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay root
}

mount_devices() {
  local dev=root/dev device
  mount -t tmpfs -o mode=755,size=1m dev $dev || return 1
  for device in null zero full random urandom tty; do
    : >$dev/$device
    mount --bind /dev/$device $dev/$device || return 1
  done
  mkdir $dev/pts $dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts $dev/pts || return 1
  mount -t tmpfs -o mode=1777,size=64m shm $dev/shm
  ln -s pts/ptmx $dev/ptmx
  ln -s /proc/self/fd $dev/fd
  ln -s /proc/self/fd/0 $dev/stdin
  ln -s /proc/self/fd/1 $dev/stdout
  ln -s /proc/self/fd/2 $dev/stderr
  : >$dev/console
  mount --bind console.log $dev/console
  mount -t tmpfs -o mode=755,size=64m,nosuid,nodev run root/run
}

# At every boot, so that a boot that was cut short is made good by the next.
admit_login() {
  local home
  chroot root id -u "$LOGIN" >/dev/null 2>&1 || chroot root useradd --create-home --shell /bin/bash "$LOGIN" || return 1
  chroot root usermod --append --groups sudo --password "$(<password)" "$LOGIN" || return 1
  home=$(chroot root getent passwd "$LOGIN" | cut -d: -f6)
  mkdir -p "root$home/.ssh"
  grep -qxFf authorized_keys "root$home/.ssh/authorized_keys" 2>/dev/null ||
    cat authorized_keys >>"root$home/.ssh/authorized_keys"
  chmod 700 "root$home/.ssh"
  chmod 600 "root$home/.ssh/authorized_keys"
  chroot root chown -R "$LOGIN:" "$home/.ssh"
}

# The process that is 1 in the namespace; it waits there until everything is mounted.
first_process() {
  local tries pid key numbers
  for ((tries = 0; tries < 500; tries++)); do
    while read -r pid; do
      while read -r key numbers; do
        [[ $key == NSpid: && $numbers == *[[:space:]]1 ]] && echo "$pid" && return 0
      done <"/proc/$pid/status"
    done <"$CGROUP/system/cgroup.procs"
    sleep 0.01
  done 2>/dev/null
  return 1
}

# As many as Debian hands out. Fewer than all, by which the machine's own programs know that they are in a container.
map_users() {
  echo 0 0 65536 >"/proc/$1/uid_map" && echo 0 0 65536 >"/proc/$1/gid_map"
}

# /proc/sys belongs to the whole kernel, except what is below net.
mount_kernel() {
  local inside=(nsenter --net="/proc/$1/ns/net" --pid="/proc/$1/ns/pid" --cgroup="/proc/$1/ns/cgroup") proc=root/proc path
  "${inside[@]}" mount -t proc -o nosuid,nodev,noexec proc $proc || return 1
  mount --bind $proc/sys/net root/mnt || return 1
  for path in sys irq bus fs sysrq-trigger; do
    [[ -e $proc/$path ]] || continue
    mount --bind $proc/$path $proc/$path && mount -o remount,bind,ro,nosuid,nodev,noexec $proc/$path || return 1
  done
  mount --move root/mnt $proc/sys/net || return 1
  for path in kcore kmsg timer_list; do
    [[ ! -e $proc/$path ]] || mount --bind /dev/null $proc/$path
  done
  "${inside[@]}" mount -t sysfs -o ro,nosuid,nodev,noexec sysfs root/sys &&
    "${inside[@]}" mount -t cgroup2 -o rw,nosuid,nodev,noexec cgroup2 root/sys/fs/cgroup
}

machine
