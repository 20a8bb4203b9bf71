import type { ServerState } from './statistics.ts'

/** What to do about a server that HAProxy does not call healthy, by how its latest probe ended. */
export function probeRemedy({ status, probe, code, server, backend }: ServerState): string {
  if (status.startsWith('MAINT') || status.startsWith('DRAIN'))
    return `${server} was taken out of ${backend} by hand; set it to ready on HAProxy’s runtime socket, or reload HAProxy.`
  const byCode = probe === 'L7STS' && code !== null ? codes.get(code) : undefined
  return byCode ?? probes.get(probe) ?? 'Open the health page of this server in a browser and read what it says.'
}

const TLS =
  'Compare the certificate that IIS shows with the PKI: it must be issued by this authority for the mail name, and TLS 1.2 must be on.'
const codes = new Map([
  [301, 'The server redirects instead of answering: take redirections off the virtual directory.'],
  [302, 'The server redirects instead of answering: take redirections off the virtual directory.'],
  [
    401,
    'The health page asks for a login: anonymous access to healthcheck.htm is made by Managed Availability, restart it.',
  ],
  [403, 'The server refuses the load balancer: check IP restrictions of the virtual directory.'],
  [404, 'There is no such virtual directory on this server; check it with Get-…VirtualDirectory.'],
  [421, 'The server does not know the mail name: check the host names of its IIS bindings.'],
  [
    503,
    'Exchange has taken this service out: check Get-ServerComponentState, Get-ServerHealth and the application pool.',
  ],
])
const probes = new Map([
  [
    'L4CON',
    'Nothing listens on port 443 there, or a firewall refuses: check IIS and the Windows firewall for both nodes’ addresses.',
  ],
  ['L4TOUT', 'No answer on port 443: check the address, that the server is up, and the firewalls in between.'],
  ['L6RSP', TLS],
  ['L6TOUT', TLS],
  [
    'L7TOUT',
    'The service takes the request and does not answer: recycle its application pool, look at Get-ServerHealth.',
  ],
  ['L7RSP', 'What answers on port 443 does not speak HTTP as expected: check that it is IIS.'],
  ['L7STS', 'The health page answers with another status than 200: check Get-ServerHealth on this server.'],
  ['SOCKERR', 'The node itself could not open the connection: on RHEL check “getsebool haproxy_connect_any”.'],
  ['INI', 'It was not probed yet: look again in a moment.'],
])
