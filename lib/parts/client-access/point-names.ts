import type { Answers } from '#lib/parts/answers.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import type { Cmd } from '#lib/wizard/hosts.ts'
import { blocked, type Change, type Finding, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { type Asked, askServers, saidBy } from './dns-answers.ts'
import { type AddressRecord, addAddress, addZone, removeAddress, shortLived } from './dns-pipelines.ts'
import { refusalOf } from './dns-refusals.ts'
import { type Held, lookAtNames } from './dns-server-look.ts'
import { type DnsWish, dnsHost, TTL_SECONDS } from './dns-targets.ts'

type Context = StepContext<Answers>
/** Which names are to lead where, and which answers will do. */
export type Ask = { wishes: readonly DnsWish[]; isRight: (addresses: readonly string[], wish: DnsWish) => boolean }

/** Asks the DNS servers; where a name leads elsewhere, looks why, and says what would be done or what stands against it. */
export async function checkNames(context: Context, ask: Ask): Promise<Finding> {
  const { asked, wrong, wishes } = await wrongNames(context, ask)
  if (wrong.length === 0) {
    prove(context, asked)
    return satisfied(asked.map(({ server, name, answer }) => `${server}: ${name} is ${saidBy(answer)}`).join('; '))
  }

  const host = dnsHost(context.answers)
  const said = wrong.map(({ server, name, answer }) => `${server} answers for ${name} ${saidBy(answer)}.`).join(' ')
  if (!host) return byHand(said, wishes)
  const held = await lookAtNames(await context.hosts.windows(host.name), namesOf(wishes))
  for (const wish of wishes) {
    const refusal = refusalOf(wish, held.get(wish.name), context.answers.lab)
    if (refusal) return refusal
  }
  return unsatisfied(said)
}

export async function planNames(context: Context, ask: Ask): Promise<Change[]> {
  const host = dnsHost(context.answers)
  if (!host) return []
  const { wishes } = await wrongNames(context, ask)
  const held = await lookAtNames(await context.hosts.windows(host.name), namesOf(wishes))
  return wishes.flatMap((wish): Change[] => {
    const now = held.get(wish.name)
    const commands = now ? pipelines(wish, now) : []
    if (!now || commands.length === 0) return []
    const before = now.addresses.map(({ address }) => address).join(', ') || 'no address'
    const zone = now.zone ? '' : ` in a pinpoint zone of its own (${wish.name})`
    return [
      {
        host: host.name,
        summary: `Would point ${wish.name} to ${wish.target}${zone}: ${before} → ${wish.target}, kept by resolvers for ${TTL_SECONDS / 60} minutes at most`,
        command: commands.map((one) => showCommands(one)).join('\n'),
        file: {
          path: `DNS zone ${wish.name}`,
          before: now.zone ? zoneText(now.addresses, now.others) : undefined,
          after: zoneText([shortLived(wish.target)], now.others),
        },
      },
    ]
  })
}

/** The new address is there before the old one goes, so that there is an answer at every moment. */
export async function pointNames(context: Context, ask: Ask): Promise<void> {
  const host = dnsHost(context.answers)
  if (!host) return
  const { wishes } = await wrongNames(context, ask)
  const session = await context.hosts.windows(host.name)
  const held = await lookAtNames(session, namesOf(wishes))
  for (const wish of wishes) {
    const now = held.get(wish.name)
    if (!now) continue
    const commands = pipelines(wish, now)
    if (commands.length === 0) continue
    await context.before.keep(wish.name, now.zone ? JSON.stringify(now.addresses) : null)
    for (const one of commands) await session.run(one, { write: true })
    context.log(`${wish.name} leads to ${wish.target}`, { host: host.name, level: 'good' })
  }
}

/** A name that is right already is left as it is, wherever it is kept. */
async function wrongNames(context: Context, { wishes, isRight }: Ask) {
  const asked = await askServers(context, namesOf(wishes))
  const wrong = asked.filter(({ name, answer }) =>
    wishes.some((wish) => wish.name === name && !isRight(answer.addresses, wish)),
  )
  return { asked, wrong, wishes: wishes.filter((wish) => wrong.some(({ name }) => name === wish.name)) }
}

function pipelines({ name, target }: DnsWish, { zone, addresses }: Held): Cmd[][] {
  const isThere = addresses.some(({ address }) => address === target)
  return [
    ...(zone ? [] : [addZone(name)]),
    ...(isThere ? [] : [addAddress(name, shortLived(target))]),
    ...addresses.filter(({ address }) => address !== target).map(({ address }) => removeAddress(name, address)),
  ]
}

const zoneText = (addresses: readonly AddressRecord[], others: readonly string[]) =>
  [...addresses.map(({ address, ttlSeconds }) => `@ A ${address} (TTL ${ttlSeconds} s)`), ...others].join('\n')

function byHand(said: string, wishes: readonly DnsWish[]): Finding {
  const records = wishes.map(({ name, target }) => `${name} A ${target}`).join('; ')
  return blocked(
    `${said} The records are made by a person here, not by Fairlead.`,
    `Make these records on your DNS servers, with a time to live of ${TTL_SECONDS / 60} minutes because they are pointed elsewhere later, then look again: ${records}.`,
    { part: 'client-access', tab: 'answers', field: 'dns', label: 'Who changes DNS' },
  )
}

function prove({ prove }: Context, asked: readonly Asked[]): void {
  prove({
    kind: 'fact',
    subject: 'dns-answers',
    data: asked.map(({ server, name, answer }) => ({ name, value: `${saidBy(answer)}, said by ${server}` })),
  })
}

const namesOf = (wishes: readonly DnsWish[]) => wishes.map(({ name }) => name)
