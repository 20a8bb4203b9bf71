import { installPackage } from '#lib/parts/install-package.ts'

/** What Part 4 looks for and Part 5 installs. */
export const haproxyWanted = {
  least: '2.4',
  tooOld:
    'Install the node with a newer distribution (RHEL 9, Debian 12, Ubuntu 22.04 or newer), or add a package source that has HAProxy 2.4.',
}

// The package starts HAProxy with the distribution's own configuration, which listens nowhere.
export const installHaproxy = installPackage({
  id: 'install-haproxy',
  title: 'Install HAProxy',
  purpose: 'HAProxy 2.4 or newer from the distribution, on both nodes.',
  name: 'haproxy',
  version: ['haproxy', '-v'],
  ...haproxyWanted,
  boolean: 'haproxy_connect_any',
})
