import type { Answers } from '#lib/parts/answers.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import { type Change, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { buildInWords, buildOf, exchange2016, isBefore } from './exchange-build.ts'
import { exchangeServers } from './exchange-servers.ts'
import { oweRestart } from './owed-restart.ts'
import { hotfixes, type Pin, pins, readPin, removePin, writePin } from './pin-pipelines.ts'
import { restartOwed } from './restart-owed.ts'

const HOTFIX = 'KB2908387'

type Context = StepContext<Answers>
type Found = { host: string; pin: Pin; value: number | string | null }

/** Before MAPI over HTTP on Exchange 2013: without it, .NET fragments memory under this load (KB 2908387 and its settings). */
export const pinStructures: Step<Answers> = {
  id: 'pin-structures',
  title: 'Prepare .NET for MAPI over HTTP',
  purpose: `${HOTFIX} is looked for, and its registry value and environment variable are set on every Exchange 2013 server; processes that run see them after the restart of IIS and of the server’s services.`,
  hostsOf: exchangeServers,
  timeoutMs: 1_800_000,

  async check(context) {
    if (!context.answers['client-access'].mapiOverHttp)
      return satisfied('MAPI over HTTP is not asked for in the answers, so .NET needs no preparation.')
    const servers = await serversThatNeedIt(context)
    const wrong = (await lookAt(context, servers)).filter(isWrong)
    const [first] = wrong
    if (first) return unsatisfied(`${first.host} has ${valueInWords(first)}; ${wrong.length} values are not set yet.`)
    const { data, warnings } = await evidenceOf(context, servers)
    context.prove({ kind: 'fact', subject: 'dot-net', data })
    const set =
      servers.length > 0 ? `DisableRetStructPinning is set on ${servers.join(' and ')}.` : 'No server needs it.'
    return satisfied([set, ...warnings].join(' '))
  },

  async plan(context) {
    const found = await lookAt(context, await serversThatNeedIt(context))
    return found.filter(isWrong).map(
      ({ host, pin, value }): Change => ({
        host,
        summary: `Would set the ${pin.title}: ${value ?? '(not there)'} → ${pin.value} (${pin.kind}). Processes that run see it after they are restarted`,
        command: showCommands(writePin(pin, pin.value)),
      }),
    )
  },

  async apply(context) {
    const { hosts, before, keep, log } = context
    for (const { host, pin, value } of (await lookAt(context, await serversThatNeedIt(context))).filter(isWrong)) {
      await before.keep(keptAs(host, pin), value === null ? null : JSON.stringify(value))
      await oweRestart(keep, host, `the ${pin.title}`)
      await (await hosts.windows(host)).run(writePin(pin, pin.value), { write: true })
      log(`the ${pin.title} is ${pin.value}; it was ${value ?? 'not there'}`, { host, level: 'good' })
    }
  },

  /** What was not there before goes, and only what this Step made; another value comes back. */
  async undo(context) {
    const { hosts, before, keep, log } = context
    for (const { host, pin, value } of await lookAt(context, exchangeServers(context.answers))) {
      const was = await before.recall(keptAs(host, pin))
      if (was === undefined || (was === null ? value === null : JSON.stringify(value) === was)) continue
      await oweRestart(keep, host, `the ${pin.title} as it was`)
      const put = was === null ? removePin(pin) : writePin(pin, keptValue(was))
      await (await hosts.windows(host)).run(put, { write: true })
      log(`the ${pin.title} is as it was`, { host })
    }
    await restartOwed(context)
  },
}

/** Exchange 2016 and later run on a .NET that has it built in. */
async function serversThatNeedIt(context: Context): Promise<string[]> {
  const needing: string[] = []
  for (const server of exchangeServers(context.answers)) {
    const build = await buildOf(context, server)
    if (!build || isBefore(build, exchange2016)) needing.push(server)
  }
  return needing
}

async function lookAt({ hosts }: Context, servers: readonly string[]): Promise<Found[]> {
  const found: Found[] = []
  for (const host of servers) {
    const session = await hosts.windows(host)
    for (const pin of pins) found.push({ host, pin, value: await readPin(session, pin) })
  }
  return found
}

/** The hotfix is looked for and missed in words: later versions of .NET hold it without naming it. */
async function evidenceOf(context: Context, servers: readonly string[]) {
  const data: { name: string; value: string }[] = []
  const warnings: string[] = []
  for (const { host, pin, value } of await lookAt(context, servers))
    data.push({ name: `${host} ${pin.name}`, value: String(value) })
  for (const host of servers) {
    const hasHotfix = (await hotfixes(await context.hosts.windows(host))).includes(HOTFIX)
    data.push({ name: `${host} ${HOTFIX}`, value: hasHotfix ? 'installed' : 'not listed' })
    data.push({ name: `${host} build of Exchange`, value: buildInWords(await buildOf(context, host)) })
    if (!hasHotfix)
      warnings.push(
        `${host} does not list ${HOTFIX}: install it before production load, unless .NET Framework 4.5.2 or later, which holds it, is there.`,
      )
  }
  return { data, warnings }
}

const isWrong = ({ pin, value }: Found) => String(value) !== String(pin.value)
const keptAs = (host: string, { name }: Pin) => `${host} ${name}`

const valueInWords = ({ pin, value }: Found) =>
  value === null ? `no ${pin.title}` : `${value} in the ${pin.title}, not ${pin.value}`

function keptValue(text: string): number | string {
  // Written by apply, which keeps a number or a text.
  return JSON.parse(text) as number | string
}
