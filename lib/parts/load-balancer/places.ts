/** Where HAProxy's files lie on a node, and at which of its own loopback ports the node asks it. */
export const CONFIGURATION = '/etc/haproxy/haproxy.cfg'
export const CERTIFICATES = '/etc/haproxy/certs'
export const AUTHORITIES = '/etc/haproxy/ca'
export const PUBLISHED = '/etc/haproxy/pki'

/** Intermediate and root: what HAProxy trusts towards Exchange. */
export const AUTHORITY_FILE = 'lab-ca.pem'

/** Below the folder that both families of distributions make for HAProxy; /run/haproxy exists on Debian only. */
export const RUNTIME_SOCKET = '/var/lib/haproxy/admin.sock'

/** `/stats;csv` and `/metrics`. */
export const STATISTICS_PORT = 8404

/** `/alive`: the process answers. `/service`: it sees Exchange. `/configuration`: which one it runs. */
export const MONITOR_PORT = 8405

/** The client's way in, for the node itself: the same rules, whoever holds the virtual address. */
export const OWN_DOOR_PORT = 8443
