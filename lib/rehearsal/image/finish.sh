#!/bin/bash
# Called by mmdebstrap when the packages are installed, with the image's folder. Sets of packages to offer: OFFERED, by ";".
# Leaves the image as a fresh installation: its own offline package source, no identity of its own.
set -eu
root=$1
shop=srv/packages

fetch() {
  echo 'I: fetching what the machines will offer...'
  local set deb
  mkdir -p "$root/$shop"
  rm -f "$root"/var/cache/apt/archives/*.deb
  IFS=';' read -ra sets <<<"$OFFERED"
  for set in "${sets[@]}"; do
    # Word splitting is wanted: a set is a list of package names.
    # shellcheck disable=SC2086
    APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get --yes --download-only install $set
    # apt reads %3a, a colon in a version, as part of an address.
    for deb in "$root"/var/cache/apt/archives/*.deb; do mv "$deb" "$root/$shop/$(basename "${deb//%3a/.}")"; done
  done
}

index() {
  cd "$root/$shop"
  local deb
  for deb in *.deb; do
    dpkg-deb --field "$deb"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d' ' -f1)"
  done >Packages
  printf 'Label: packages of this machine\nDate: %s\nSHA256:\n %s %s Packages\n' \
    "$(LC_ALL=C date -Ru)" "$(sha256sum Packages | cut -d' ' -f1)" "$(stat -c %s Packages)" >Release
}

configure() {
  cd "$root"
  # Of this machine only: nothing comes from a network.
  echo "deb [trusted=yes] file:/$shop ./" >etc/apt/sources.list
  rm -rf etc/apt/sources.list.d/* etc/apt/apt.conf.d/99mmdebstrap etc/dpkg/dpkg.cfg.d/99mmdebstrap var/lib/apt/lists/* var/cache/apt/*.bin
  rm -f usr/sbin/policy-rc.d etc/ssh/ssh_host_* etc/resolv.conf
  : >etc/resolv.conf
  : >etc/machine-id
  echo debian >etc/hostname
  # Timers that would fetch updates, and a login prompt on a screen that is not there.
  ln -sf /dev/null etc/systemd/system/apt-daily.timer
  ln -sf /dev/null etc/systemd/system/apt-daily-upgrade.timer
  rm -rf etc/systemd/system/getty.target.wants
  ln -sf /dev/null etc/systemd/system/console-getty.service
  # Parts of the kernel that all machines of the host share.
  ln -sf /dev/null etc/systemd/system/dev-hugepages.mount
  ln -sf /dev/null etc/systemd/system/sys-fs-fuse-connections.mount
  mkdir -p var/log/journal
}

fetch
index
configure
