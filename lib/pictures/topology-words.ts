import type { Role } from '#lib/parts/lab/schema.ts'
import type { TopologyInput } from './topology.ts'

/** The picture in sentences. */
export function describeTopology({ hosts, virtualAddress, holder, states, advertSeconds }: TopologyInput): string {
  const names = (...roles: Role[]) => hosts.filter(({ role }) => roles.includes(role)).map(({ name }) => name)
  const balancers = names('load-balancer')
  const silent = hosts.filter(({ name }) => states?.[name] === 'bad').map(({ name }) => name)
  const beside = names('domain-controller', 'root-ca', 'issuing-ca')
  const sentences = [
    `Clients${inBrackets(names('workstation'))} reach the virtual address ${virtualAddress}.`,
    holder
      ? `${holder} holds it, ${balancers.filter((name) => name !== holder).join(' and ')} stands by.`
      : `Whether ${balancers.join(' or ')} holds it has not been measured yet.`,
    `Each of ${balancers.join(' and ')} balances over ${names('exchange').join(', ')}.`,
    `They tell each other every ${advertSeconds} s that they live (VRRP).`,
    beside.length > 0 && `Beside them: ${beside.join(', ')}.`,
    silent.length > 0 && `Not answering: ${silent.join(', ')}.`,
  ]
  return sentences.filter(Boolean).join(' ')
}

const inBrackets = (names: readonly string[]) => (names.length > 0 ? ` (${names.join(', ')})` : '')
