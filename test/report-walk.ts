import {
  certificate,
  drillOf,
  file,
  haproxyConfiguration,
  matrix,
  nodes,
  onNodes,
  type Told,
} from './report-evidence.ts'

/** A whole walk through the seven Parts, for reports without a database. */
export const walk: { id: string; title: string; subtitle: string; purpose: string; steps: Told[] }[] = [
  {
    id: 'lab',
    title: 'Lab',
    subtitle: 'Hosts and identities',
    purpose: 'Which machines there are, who they are, and whether they are fit for what follows.',
    steps: [
      {
        id: 'raise-machines',
        title: 'Raise the rehearsal machines',
        purpose: 'Makes the machines of the rehearsal on this host.',
        hosts: ['Fairlead'],
        found: 'No machine of this rehearsal is up.',
        detail: '8 machines are up.',
        changes: [{ host: 'Fairlead', summary: 'Would raise 8 machines in network namespaces' }],
      },
      {
        id: 'approve-identities',
        title: 'Approve the identity of every host',
        purpose: 'Pins the SSH host key of every node, so that nobody can stand in for it.',
        hosts: nodes,
        detail: '2 of 2 host keys are approved and offered.',
        evidence: [
          { kind: 'fact', subject: 'lab-hap01', data: [{ name: 'OpenSSH', value: '9.2p1' }] },
          { kind: 'fact', subject: 'lab-hap02', data: [{ name: 'OpenSSH', value: '9.2p1' }] },
        ],
      },
    ],
  },
  {
    id: 'pki',
    title: 'PKI',
    subtitle: 'Two-tier certificates',
    purpose: 'Root, intermediate and server certificate, and the lists that revoke them.',
    steps: [
      {
        id: 'issue-chain',
        title: 'Issue root, intermediate and server certificate',
        purpose: 'Makes the two authorities and the certificate that clients see.',
        hosts: ['Fairlead'],
        found: 'There is no root certificate.',
        detail: 'The chain ends in Lab-Root-CA and names mail. and autodiscover.',
        changes: [
          { host: 'Fairlead', summary: 'Would issue Lab-Root-CA, Lab-Intermediate-CA and mail.digitalbrain.com.au' },
        ],
        evidence: [
          certificate('root', 'Lab-Root-CA', 'Lab-Root-CA', 3650),
          certificate('intermediate', 'Lab-Intermediate-CA', 'Lab-Root-CA', 1825),
          certificate('leaf', 'mail.digitalbrain.com.au', 'Lab-Intermediate-CA', 397),
        ],
      },
    ],
  },
  {
    id: 'client-access',
    title: 'Client access',
    subtitle: 'Exchange',
    purpose: 'URLs, certificate and DNS of the Exchange servers.',
    steps: [
      {
        id: 'virtual-directories',
        title: 'Set the URLs of the virtual directories',
        purpose: 'The same names inside and outside, on every server.',
        hosts: ['LAB-EX01', 'LAB-EX02'],
        found: 'LAB-EX01\\owa (Default Web Site) has another InternalUrl.',
        detail: 'Both servers have the URLs of mail.digitalbrain.com.au.',
        changes: [
          {
            host: 'LAB-EX01',
            summary: 'Would set InternalUrl: https://lab-ex01.lab.local/owa → https://mail.digitalbrain.com.au/owa',
            command:
              "Set-OwaVirtualDirectory -Identity 'LAB-EX01\\owa (Default Web Site)' -InternalUrl 'https://mail.digitalbrain.com.au/owa'",
          },
        ],
      },
    ],
  },
  {
    id: 'nodes',
    title: 'Nodes',
    subtitle: 'Linux',
    purpose: 'Hostname, time, firewall and packages of the two nodes.',
    steps: [
      {
        id: 'set-hostname',
        title: 'Set the host name',
        purpose: 'Logs and VRRP name a node by it.',
        hosts: nodes,
        detail: 'Both nodes have the name of the inventory.',
      },
      {
        id: 'open-firewall',
        title: 'Let http, https and VRRP in, and nothing else',
        purpose: 'A node that drops VRRP holds the address twice.',
        hosts: nodes,
        found: 'No table inet fairlead on either node.',
        detail: 'nftables lets 80, 443, 22 and protocol 112 in on both nodes.',
        changes: onNodes('Would load the rules', 'nft -f /etc/nftables.d/fairlead.nft'),
        evidence: nodes.map((host) =>
          file(
            host,
            '/etc/nftables.d/fairlead.nft',
            'table inet fairlead {\n\tchain input {\n\t\ttcp dport { 22, 80, 443 } accept\n\t}\n}\n',
          ),
        ),
      },
    ],
  },
  {
    id: 'load-balancer',
    title: 'Load balancer',
    subtitle: 'HAProxy',
    purpose: 'HAProxy ends TLS, asks each Exchange service for its own health and balances per service.',
    steps: [
      {
        id: 'install-haproxy',
        title: 'Install HAProxy',
        purpose: 'The load balancer itself.',
        hosts: nodes,
        found: 'haproxy is not installed on lab-hap01 and lab-hap02.',
        detail: 'HAProxy 2.6.12 on both nodes.',
        changes: onNodes('Would install haproxy 2.6.12', 'apt-get install --yes haproxy'),
      },
      {
        id: 'push-haproxy-config',
        title: 'Push the HAProxy configuration',
        purpose: 'One backend for each Exchange service, checked on the node before it replaces the one in use.',
        hosts: nodes,
        found: 'lab-hap01 runs the configuration of the distribution.',
        detail: 'Both nodes run this configuration, as their running process says.',
        changes: nodes.map((host) => ({
          host,
          summary: 'Would replace /etc/haproxy/haproxy.cfg and reload',
          command: 'haproxy -c -f /etc/haproxy/haproxy.cfg.next && systemctl reload haproxy',
          file: { path: '/etc/haproxy/haproxy.cfg', before: undefined, after: haproxyConfiguration(60) },
        })),
        evidence: [
          ...nodes.map((host) => file(host, '/etc/haproxy/haproxy.cfg', haproxyConfiguration(60))),
          ...nodes.map((host) => file(host, '/etc/haproxy/certs/mail.pem', null)),
        ],
      },
    ],
  },
  {
    id: 'high-availability',
    title: 'High availability',
    subtitle: 'keepalived',
    purpose: 'The virtual address moves to the other node when one fails.',
    steps: [
      {
        id: 'push-keepalived-config',
        title: 'Push the keepalived configuration',
        purpose: 'VRRP between the nodes, with HAProxy’s own health in the balance.',
        hosts: nodes,
        found: 'keepalived does not run.',
        detail: 'lab-hap01 holds 10.113.0.10, lab-hap02 stands by.',
        changes: onNodes('Would write /etc/keepalived/keepalived.conf and start keepalived'),
        evidence: nodes.map((host) =>
          file(
            host,
            '/etc/keepalived/keepalived.conf',
            `vrrp_instance exchange {\n    priority ${host === 'lab-hap01' ? 150 : 100}\n}\n`,
          ),
        ),
      },
    ],
  },
  {
    id: 'demo',
    title: 'Demo',
    subtitle: 'Drills',
    purpose: 'What users would have felt, measured from LAB-WS01.',
    steps: [
      {
        id: 'ask-services',
        title: 'Ask every service at every place',
        purpose: 'The client’s eye.',
        hosts: ['LAB-WS01'],
        detail: '29 of 30 answered.',
        evidence: [matrix()],
      },
      ...[
        ['kill-haproxy', 'HAProxy killed on the node that holds the address', 412],
        ['power-off-node', 'The node that holds the address loses its power', 1713],
        ['stop-service', 'Outlook on the web stopped on LAB-EX02', 0],
      ].map(([id, title, outageMs]) => ({
        id: String(id),
        title: `Drill: ${title}`,
        purpose: 'Measured with 20 requests a second.',
        hosts: nodes,
        detail: `Outage ${outageMs} ms, promised at most 3000 ms.`,
        changes: [{ host: 'lab-hap01', summary: `Would make the fault: ${title}, and put it right again` }],
        evidence: [drillOf(String(id), String(title), Number(outageMs))],
      })),
    ],
  },
]
