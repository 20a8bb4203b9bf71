import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'

export const nobodyHolds = ({ lab }: Answers): Failure =>
  new Failure('not-verified', {
    message: `Nobody holds ${lab.virtualAddress}: keepalived runs on both nodes, and neither has given it to itself.`,
    remedy:
      'HAProxy must answer at http://127.0.0.1:8405/alive on a node before it may have the address. “journalctl -u keepalived” says FAULT and why: a check script that fails, a missing script user, or a link that is down.',
    fix: { part: 'load-balancer', step: 'reload-haproxy', label: 'Go to HAProxy' },
  })

export const splitBrain = ({ lab }: Answers, nodes: readonly string[]): Failure =>
  new Failure('not-verified', {
    message: `${nodes.join(' and ')} both hold ${lab.virtualAddress}: they do not hear each other. Clients reach now the one, now the other.`,
    remedy:
      'Let IP protocol 112 (VRRP) pass between the two nodes, in their own firewalls and in between. On firewalld, “Open the firewall between the nodes” does it. Check also that both are in the same subnet.',
  })

export const noAnswer = ({ lab }: Answers, holder: string, cause: Failure): Failure =>
  new Failure('not-verified', {
    message: `${holder} holds ${lab.virtualAddress}, but it does not answer this machine as it should: ${cause.message}`,
    remedy:
      cause.code === 'tls'
        ? 'Look again at “Load it into HAProxy”: it asks each node which certificate it shows. If that is right, another machine answers at this address.'
        : 'Let ports 80 and 443 pass to the virtual address in the firewalls, and check that no other machine uses the address.',
    cause,
  })

export const noRoot = (): Failure =>
  new Failure('blocked', {
    message: 'There is no root certificate yet, so nothing can be verified against it.',
    remedy: 'Carry out Part 2 first.',
    fix: { part: 'pki', label: 'Go to the PKI' },
  })

export const notHealthy = (
  { lab, 'load-balancer': { adminNetworks } }: Answers,
  holder: string,
  status: number,
): Failure =>
  new Failure('not-verified', {
    message: `${lab.virtualAddress} on ${holder} answers with HTTP ${status} instead of 200 for the health page of Outlook on the web.`,
    ...(status === 404
      ? {
          remedy: `HAProxy shows health pages to the administrators’ networks only (${adminNetworks.join(', ')}). Add the network of this machine.`,
          fix: {
            part: 'load-balancer',
            field: 'adminNetworks',
            tab: 'answers',
            label: 'Go to the administrators’ networks',
          },
        }
      : {
          remedy: 'Look again at “Prove every service”: it names the servers that are down and why.',
          fix: { part: 'load-balancer', step: 'prove-services', label: 'Go to the proof of every service' },
        }),
  })
