import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { askDns } from '#lib/protocols/dns/ask-dns.ts'
import type { DnsAnswer } from '#lib/protocols/dns/read-answer.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { askedServers } from './dns-targets.ts'

const ASK_MS = 10_000

export type Asked = { server: string; name: string; answer: DnsAnswer }

/** What the lab's DNS servers answer for these names now: real queries, over TCP. */
export async function askServers(
  { answers, hosts, signal }: Pick<StepContext<Answers>, 'answers' | 'hosts' | 'signal'>,
  names: readonly string[],
): Promise<Asked[]> {
  const asked: Asked[] = []
  for (const server of askedServers(answers)) {
    for (const name of names) {
      const question = { dial: hosts.dial, address: server.address, port: 53, name, timeoutMs: ASK_MS, signal }
      const answer = await askDns(question).catch((error: unknown) => {
        signal.throwIfAborted()
        throw silent(server, Failure.from(error))
      })
      asked.push({ server: server.name, name, answer })
    }
  }
  return asked
}

/** As a person reads it: `10.0.0.1 (for 300 s)`, or why there is no address. */
export function saidBy({ kind, rcode, addresses, aliases, ttlSeconds }: DnsAnswer): string {
  const way = aliases.length > 0 ? `by way of ${aliases.join(', ')}: ` : ''
  if (addresses.length > 0) return `${way}${addresses.join(', ')} (kept for ${ttlSeconds} s)`
  if (kind === 'answered') return `${way}the name without an IPv4 address`
  if (kind === 'no-such-name') return 'that there is no such name'
  return kind === 'refused' ? 'that it does not answer for this name' : `nothing but ${rcode}`
}

function silent({ name, address }: { name: string; address: string }, cause: Failure): Failure {
  return new Failure(cause.code, {
    message: `The DNS server ${name} gave no answer at ${address}, TCP port 53: ${cause.message}`,
    remedy: `Start its service (Start-Service DNS on ${name}) and let TCP port 53 through the firewall from this machine.`,
    cause,
  })
}
