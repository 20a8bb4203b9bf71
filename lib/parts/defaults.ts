import type { Answers } from './answers.ts'

/** The names of the series, and addresses that suit a lab of its size. Every one can be changed. */
export function defaultAnswers(kind: 'real' | 'rehearsal'): Answers {
  const network = kind === 'rehearsal' ? '10.113.0' : '192.168.50'
  const host = (name: string, last: number, role: Answers['lab']['hosts'][number]['role']) => ({
    name,
    address: `${network}.${last}`,
    role,
  })
  return {
    lab: {
      adDomain: 'lab.local',
      netbios: 'LAB',
      administrator: 'LAB\\Administrator',
      smtpDomain: 'digitalbrain.com.au',
      mailName: 'mail.digitalbrain.com.au',
      autodiscoverName: 'autodiscover.digitalbrain.com.au',
      pkiName: 'pki.digitalbrain.com.au',
      subnet: `${network}.0/24`,
      virtualAddress: `${network}.10`,
      hosts: [
        host('lab-hap01', 11, 'load-balancer'),
        host('lab-hap02', 12, 'load-balancer'),
        host('LAB-EX01', 21, 'exchange'),
        host('LAB-EX02', 22, 'exchange'),
        host('LAB-DC01', 31, 'domain-controller'),
        host('LAB-CA01', 32, 'root-ca'),
        host('LAB-CA02', 33, 'issuing-ca'),
        host('LAB-WS01', 41, 'workstation'),
      ],
      login: { user: kind === 'rehearsal' ? 'fairlead' : 'root', method: 'key', port: 22 },
    },
    pki: {
      organisation: 'Digital Brain',
      country: 'AU',
      rootName: 'Lab-Root-CA',
      intermediateName: 'Lab-Intermediate-CA',
      rootDays: 3650,
      intermediateDays: 1825,
      leafDays: 397,
      crlDays: 30,
    },
    'client-access': {
      policyName: 'Default Policy',
      addressTemplate: '%m',
      existingTemplates: 'keep',
      makeDefaultDomain: true,
      logonFormat: 'UserName',
      adminCenter: 'load-balancer',
      mapiOverHttp: true,
      keyOrigin: 'exchange',
      friendlyName: 'Exchange 2013 for HAProxy Lab',
      organisationalUnit: 'HAProxy Lab',
      state: 'NSW',
      services: ['IIS', 'SMTP'],
      replaceDefaultSmtp: false,
      wildcard: false,
      dns: 'windows',
    },
    nodes: {
      gateway: `${network}.1`,
      dnsServers: [`${network}.31`],
      timeServers: [`${network}.31`],
      timeZone: 'Australia/Sydney',
    },
    'load-balancer': {
      adminNetworks: [`${network}.0/24`],
      maxConnections: kind === 'rehearsal' ? 4000 : 20_000,
      probeIntervalSeconds: kind === 'rehearsal' ? 2 : 5,
      hsts: true,
    },
    'high-availability': { routerId: 51, advertSeconds: 0.5, preemptDelaySeconds: kind === 'rehearsal' ? 5 : 60 },
    // A rehearsal shares its host with whatever else runs there; two machines of their own do not.
    demo: { requestsPerSecond: 20, promisedMs: kind === 'rehearsal' ? 5000 : 3000 },
  }
}
