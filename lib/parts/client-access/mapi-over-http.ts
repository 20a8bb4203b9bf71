import type { Answers } from '#lib/parts/answers.ts'
import {
  blocked,
  type Change,
  type Finding,
  type Step,
  type StepContext,
  satisfied,
  unsatisfied,
} from '#lib/wizard/step.ts'
import { type Build, buildInWords, buildOf, firstWithMapi, isBefore } from './exchange-build.ts'
import { exchangeServers, firstServer } from './exchange-servers.ts'
import { owedRestart, oweRestart } from './owed-restart.ts'
import { iisresetShown } from './restart-iis.ts'
import { restartOwed } from './restart-owed.ts'
import { changesOf, type Settings, settingInWords, settingsIn, type Target } from './settings.ts'
import { applyTo, keptOf, planOf, putBack } from './settings-step.ts'
import { virtualDirectory } from './virtual-directory.ts'

type Context = StepContext<Answers>

const NAMES = ['InternalUrl', 'ExternalUrl', 'IISAuthenticationMethods']
const ORGANISATION = 'Organisation'

export const mapiOverHttp: Step<Answers> = {
  id: 'mapi-over-http',
  title: 'Switch on MAPI over HTTP',
  purpose:
    'Its virtual directory on every server, then the organisation; and IIS is restarted on every server where one of the changes until here counts only after that.',
  hostsOf: exchangeServers,
  timeoutMs: 1_800_000,

  async check(context) {
    const tooOld = await tooOldServer(context)
    if (tooOld && context.answers['client-access'].mapiOverHttp) return withoutMapi(tooOld)
    const targets = await targetsOf(context)
    if ('state' in targets) return targets
    const [different] = targets.filter((target) => Object.keys(changesOf(target)).length > 0)
    if (different) return unsatisfied(`${different.identity}: ${differenceInWords(different)}.`)
    const owing = await serversThatOwe(context)
    if (owing[0]) return unsatisfied(`IIS on ${owing[0].host} is still to be restarted: ${owing[0].reason}.`)
    await prove(context, targets)
    return satisfied(stateInWords(context.answers, targets))
  },

  async plan(context) {
    const targets = await targetsOf(context)
    if ('state' in targets) return []
    const changes = targets.flatMap(planOf)
    const different = targets.filter((target) => Object.keys(changesOf(target)).length > 0)
    const owing = (await serversThatOwe(context)).map(({ host }) => host)
    const restarted = new Set([...owing, ...different.flatMap((target) => restartedFor(context, target))])
    return [...changes, ...[...restarted].sort().map(restartChange)]
  },

  async apply(context) {
    const targets = await targetsOf(context)
    if ('state' in targets) return
    for (const target of targets) {
      if (Object.keys(changesOf(target)).length === 0) continue
      for (const host of restartedFor(context, target)) await oweRestart(context.keep, host, reasonOf(target))
      await applyTo(context, target)
    }
    await restartOwed(context)
  },

  async undo(context) {
    const targets = await targetsOf(context)
    if ('state' in targets) return
    for (const target of targets.toReversed()) {
      if (Object.keys(await keptOf(context, target)).length === 0) continue
      for (const host of restartedFor(context, target)) await oweRestart(context.keep, host, reasonOf(target))
      await putBack(context, target)
    }
    await restartOwed(context)
  },
}

/** The virtual directories first: when the organisation says yes, clients are told their URLs. */
async function targetsOf(context: Context): Promise<Target[] | Finding> {
  const { answers } = context
  const targets: Target[] = []
  if (await tooOldServer(context)) return targets
  for (const host of exchangeServers(answers)) {
    const directory = await virtualDirectory(context, host, 'MapiVirtualDirectory')
    if ('state' in directory) return directory
    targets.push({
      host,
      via: host,
      identity: directory.identity,
      set: 'Set-MapiVirtualDirectory',
      found: settingsIn(directory.object, NAMES),
      wanted: directoryWanted(answers),
    })
  }
  const host = firstServer(answers)
  const session = await context.hosts.exchange(host)
  const [organisation] = await session.run([{ name: 'Get-OrganizationConfig' }])
  targets.push({
    host,
    via: host,
    identity: ORGANISATION,
    set: 'Set-OrganizationConfig',
    takesIdentity: false,
    found: settingsIn(organisation, ['MapiHttpEnabled']),
    wanted: answers['client-access'].mapiOverHttp ? { MapiHttpEnabled: true } : {},
    consequences: {
      MapiHttpEnabled: 'Outlook 2013 SP1 and later goes over to MAPI over HTTP and asks its users to restart it',
    },
  })
  return targets
}

function directoryWanted({ lab, 'client-access': { mapiOverHttp: isWanted } }: Answers): Settings {
  if (!isWanted) return {}
  const url = `https://${lab.mailName}/mapi`
  return { InternalUrl: url, ExternalUrl: url, IISAuthenticationMethods: ['Ntlm', 'OAuth', 'Negotiate'] }
}

type OldServer = { server: string; build: Build }

async function tooOldServer(context: Context): Promise<OldServer | undefined> {
  for (const server of exchangeServers(context.answers)) {
    const build = await buildOf(context, server)
    if (build && isBefore(build, firstWithMapi)) return { server, build }
  }
  return undefined
}

const withoutMapi = ({ server, build }: OldServer): Finding =>
  blocked(
    `${server} runs Exchange ${buildInWords(build)}; MAPI over HTTP is there from Service Pack 1 (15.0.847.32) on.`,
    'Install Service Pack 1 or, better, the last Cumulative Update on every server; or answer that MAPI over HTTP is not wanted.',
    { part: 'client-access', field: 'mapiOverHttp', tab: 'answers', label: 'Go to the answers' },
  )

async function serversThatOwe({ answers, keep }: Context): Promise<{ host: string; reason: string }[]> {
  const owing: { host: string; reason: string }[] = []
  for (const host of exchangeServers(answers)) {
    const owed = await owedRestart(keep, host)
    if (owed) owing.push({ host, reason: owed.reason })
  }
  return owing
}

/** A change of the organisation counts on every server, one of a virtual directory on its own. */
const restartedFor = ({ answers }: Context, { host, identity }: Target): string[] =>
  identity === ORGANISATION ? exchangeServers(answers) : [host]

const reasonOf = ({ identity }: Target) =>
  identity === ORGANISATION ? 'MAPI over HTTP in the organisation' : `new values of ${identity}`

const restartChange = (host: string): Change => ({
  host,
  summary:
    'Would restart IIS, up to five times until it succeeds, and wait for every health page. One server after the other',
  command: iisresetShown,
})

function differenceInWords(target: Target): string {
  const names = Object.keys(changesOf(target))
  return names.map((name) => `${name} is ${settingInWords(target.found[name] ?? null)}`).join(', ')
}

function stateInWords(
  { lab, 'client-access': { mapiOverHttp: isWanted } }: Answers,
  targets: readonly Target[],
): string {
  if (isWanted) return `MAPI over HTTP is on, and answers as https://${lab.mailName}/mapi on every server.`
  const isOn = targets.some(({ found }) => found.MapiHttpEnabled === true)
  return `MAPI over HTTP is not asked for in the answers; it is ${isOn ? 'on already and is left on' : 'off'}.`
}

async function prove(context: Context, targets: readonly Target[]): Promise<void> {
  const data = targets.flatMap(({ identity, found }) =>
    Object.entries(found).map(([name, value]) => ({ name: `${identity} ${name}`, value: settingInWords(value) })),
  )
  context.prove({ kind: 'fact', subject: 'mapi-over-http', data })
}
