import { installPackage } from '#lib/parts/install-package.ts'

export const installKeepalived = installPackage({
  id: 'install-keepalived',
  title: 'Install keepalived',
  purpose: 'keepalived 2.2.4 or newer from the distribution, on both nodes.',
  name: 'keepalived',
  version: ['keepalived', '--version'],
  // Before 2.2.4 an empty list of peers silently means multicast.
  least: '2.2.4',
  tooOld:
    'Install the node with a newer distribution (RHEL 9, Debian 12, Ubuntu 22.04 or newer), or add a package source that has keepalived 2.2.4.',
  boolean: 'keepalived_connect_any',
})
