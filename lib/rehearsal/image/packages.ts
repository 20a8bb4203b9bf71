/** What a fresh installation of a server has, without what a namespace has no use for (kernel, boot loader, udev). */
export const installed = [
  'ca-certificates',
  'curl',
  'dbus',
  'ifupdown',
  'iproute2',
  'iputils-ping',
  'less',
  'libpam-systemd',
  'logrotate',
  'netbase',
  'nftables',
  'openssh-server',
  'openssh-sftp-server',
  'procps',
  'psmisc',
  'sudo',
  'systemd',
  'systemd-sysv',
  'systemd-timesyncd',
  'tzdata',
]

/** What the machine's own package source offers without a network. Each set is resolved alone: some exclude each other. */
export const offered = [['haproxy', 'keepalived', 'socat', 'tcpdump', 'arping'], ['chrony']]
