import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith, type LabAnswers } from '#lib/parts/lab/schema.ts'

/** One name of the lab, and where it is to lead. */
export type DnsWish = {
  name: string
  /** Where it is pointed to when it leads nowhere yet. */
  target: string
  /** Where it may lead as well, because a later Part points it there. */
  accepted: readonly string[]
}

/** Resolvers keep an answer this long at most: Part 6 points the names to the virtual address, and that is to be seen soon. */
export const TTL_SECONDS = 300

/**
 * Before there is a load balancer: mail and Autodiscover to the first Exchange server, the revocation lists to the issuing
 * CA. Once Part 6 has pointed them to the virtual address, that is right as well.
 */
export function firstTargets(lab: LabAnswers): DnsWish[] {
  const exchange = hostsWith(lab, 'exchange')[0]?.address ?? lab.virtualAddress
  const lists = hostsWith(lab, 'issuing-ca')[0]?.address ?? lab.virtualAddress
  return [wish(lab.mailName, exchange, lab), wish(lab.autodiscoverName, exchange, lab), wish(lab.pkiName, lists, lab)]
}

/** Once HAProxy serves them all. */
export const lastTargets = (lab: LabAnswers): DnsWish[] =>
  [lab.mailName, lab.autodiscoverName, lab.pkiName].map((name) => wish(name, lab.virtualAddress, lab))

const wish = (name: string, target: string, { virtualAddress }: LabAnswers): DnsWish => ({
  name,
  target,
  accepted: [...new Set([target, virtualAddress])],
})

/** The host whose DNS server Fairlead changes; `undefined` where a person does it. */
export function dnsHost({ lab, 'client-access': { dns } }: Answers): { name: string; address: string } | undefined {
  return dns === 'windows' ? hostsWith(lab, 'domain-controller')[0] : undefined
}

/** The DNS servers that are asked what they answer: the one that is changed, or those that the nodes use. */
export function askedServers(answers: Answers): { name: string; address: string }[] {
  const own = dnsHost(answers)
  if (own) return [own]
  return answers.nodes.dnsServers.map((address) => ({
    name: answers.lab.hosts.find((host) => host.address === address)?.name ?? address,
    address,
  }))
}
