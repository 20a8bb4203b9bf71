import type { Answers } from '#lib/parts/answers.ts'
import { line } from '#lib/parts/config-line.ts'
import { type MarkedBlock, withoutBlock } from './marked-block.ts'

export const HOSTS_FILE = '/etc/hosts'

/** The mark bears the lab's id, which outlives its name. */
export const hostsMark = (labId: string): string => `Fairlead lab ${labId}`

/** The lab's hosts under both their names, and what clients call at the virtual address. */
export function hostsBlock({ lab }: Pick<Answers, 'lab'>, labId: string): MarkedBlock {
  const { virtualAddress, mailName, autodiscoverName, pkiName, adDomain } = lab
  const hosts = lab.hosts.map(({ name, address }) => line`${address} ${`${name}.${adDomain}`} ${name}`)
  const services = line`${virtualAddress} ${mailName} ${autodiscoverName} ${pkiName}`
  return { mark: hostsMark(labId), lines: [...hosts, services] }
}

export type Conflict = { line: string; name: string; wanted: string }

/** Lines of others that give one of the lab's names another address; the first such line would win over ours, or hide it. */
export function conflictsIn(text: string, block: MarkedBlock, node: string): Conflict[] {
  const wanted = new Map(block.lines.map(entry).flatMap(({ address, names }) => names.map((name) => [name, address])))
  return withoutBlock(text, block.mark)
    .split('\n')
    .flatMap((text) => {
      const { address, names } = entry(text)
      const odd = names.find((name) => wanted.has(name) && wanted.get(name) !== address && !isOwn(name, address, node))
      return odd === undefined ? [] : [{ line: text.trim(), name: odd, wanted: wanted.get(odd) ?? '' }]
    })
}

/** As resolvers read it: comment cut off, names in any case. */
function entry(text: string): { address: string; names: string[] } {
  const [address = '', ...names] = text.replace(/#.*/, '').trim().split(/\s+/)
  return { address, names: names.map((name) => name.toLowerCase()) }
}

/** Debian's installer gives a machine its own name at 127.0.1.1, and that is well. */
function isOwn(name: string, address: string, node: string): boolean {
  const itself = name === node.toLowerCase() || name.startsWith(`${node.toLowerCase()}.`)
  return itself && (address.startsWith('127.') || address === '::1')
}
