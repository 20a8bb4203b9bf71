import { installPackage } from '#lib/parts/install-package.ts'

// The package starts HAProxy with the distribution's own configuration, which listens nowhere.
export const installHaproxy = installPackage({
  id: 'install-haproxy',
  title: 'Install HAProxy',
  purpose: 'HAProxy 2.4 or newer from the distribution, on both nodes.',
  name: 'haproxy',
  version: ['haproxy', '-v'],
  least: '2.4',
  tooOld:
    'Install the node with a newer distribution (RHEL 9, Debian 12, Ubuntu 22.04 or newer), or add a package source that has HAProxy 2.4.',
  boolean: 'haproxy_connect_any',
})
