import { z } from 'zod'
import type { Answers } from '#lib/parts/answers.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { addAddress, removeAddress, removeZone } from './dns-pipelines.ts'
import { type Held, lookAtNames } from './dns-server-look.ts'
import { type DnsWish, dnsHost } from './dns-targets.ts'

const keptAddresses = z.array(z.object({ address: z.string(), ttlSeconds: z.number() }))

/** Zones that were made go, and records are what they were. What somebody added to such a zone since then stays. */
export async function putNamesBack(context: StepContext<Answers>, wishes: readonly DnsWish[]): Promise<void> {
  const { answers, hosts, before } = context
  const host = dnsHost(answers)
  if (!host) return
  const changed: { name: string; was: string | null }[] = []
  for (const { name } of wishes) {
    const was = await before.recall(name)
    if (was !== undefined) changed.push({ name, was })
  }
  if (changed.length === 0) return
  const session = await hosts.windows(host.name)
  const held = await lookAtNames(
    session,
    changed.map(({ name }) => name),
  )
  for (const { name, was } of changed) {
    const now = held.get(name)
    if (!now?.zone) continue
    if (was === null && now.others.length === 0) await session.run(removeZone(name), { write: true })
    else await putBackAddresses(session, name, now, was)
    context.log(`${name} is as it was`, { host: host.name })
  }
}

async function putBackAddresses(session: WindowsSession, name: string, { addresses }: Held, was: string | null) {
  const before = was === null ? [] : keptAddresses.parse(JSON.parse(was))
  const isIn = (list: readonly { address: string }[], { address }: { address: string }) =>
    list.some((one) => one.address === address)
  for (const one of before.filter((one) => !isIn(addresses, one)))
    await session.run(addAddress(name, one), { write: true })
  for (const one of addresses.filter((one) => !isIn(before, one)))
    await session.run(removeAddress(name, one.address), { write: true })
}
