export const CONFIGURATION = '/etc/keepalived/keepalived.conf'

/** What makes keepalived come back after it was killed, and tells which configuration it has loaded. */
export const DROP_IN = '/etc/systemd/system/keepalived.service.d/fairlead.conf'

/** A copy that systemd itself makes whenever keepalived starts or reloads; gone after a restart of the machine. */
export const LOADED = '/run/keepalived.conf.loaded'

/** Where SELinux lets keepalived run scripts. Debian's /usr/local/sbin may be written by a group, which keepalived refuses. */
export const SCRIPTS = '/usr/libexec/keepalived'
export const NOTIFY = `${SCRIPTS}/fairlead-vrrp`

/** The user that runs the check scripts. Without it keepalived drops them silently, and nothing ever fails over. */
export const SCRIPT_USER = 'keepalived_script'
