import { z } from 'zod'
import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { until } from '#lib/parts/until.ts'
import { blocked, type Finding, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { askServers, saidBy } from './dns-answers.ts'
import { firstTargets } from './dns-targets.ts'
import { firstServer } from './exchange-servers.ts'
import { type Expected, type Fault, type Tested, testServer } from './server-tests.ts'

/** IIS that was restarted a moment ago starts the application pools of its services with the first request to each. */
const SETTLES_WITHIN_MS = 120_000

type Context = StepContext<Answers>

/** Changes nothing: asks each Exchange server in turn what the series asks by hand from the workstation. */
export const preliminaryTests: Step<Answers> = {
  id: 'preliminary-tests',
  title: 'Test each server as a client',
  purpose:
    'Names, logon page, certificate and chain, health pages and Autodiscover of every Exchange server, before anything stands in front of it.',
  hostsOf: ({ lab }) => hostsWith(lab, 'exchange').map(({ name }) => name),
  timeoutMs: 600_000,

  async check(context) {
    const expected = await expectedIn(context)
    if ('state' in expected) return expected
    const tests = await testAll(context, expected)
    prove(context, tests)
    const faults = tests.flatMap((one) => one.faults)
    if (faults.length > 0) return unsatisfied(inWords(faults))
    return satisfied(
      `All ${tests.length - 1} Exchange servers show the logon page with the lab's certificate, are healthy in every service and tell Outlook the right addresses.`,
    )
  },

  async apply(context) {
    const expected = await expectedIn(context)
    if ('state' in expected) return
    context.log('waiting until every test passes', { host: 'Fairlead' })
    let faults: Fault[] = []
    const ask = async () => {
      faults = (await testAll(context, expected)).flatMap((one) => one.faults)
      return faults.some(({ mayPass }) => mayPass) ? undefined : true
    }
    await until(ask, { withinMs: SETTLES_WITHIN_MS, everyMs: 3000, signal: context.signal })
    if (faults.length === 0) return
    const fix = faults.find((fault) => fault.fix)?.fix
    throw new Failure('not-verified', {
      message: inWords(faults),
      remedy: [...new Set(faults.map(({ remedy }) => remedy))].join(' '),
      ...(fix && { fix }),
    })
  },
}

type Test = Tested & { subject: string }

/** The names first, then one server after the other. */
async function testAll(context: Context, expected: Expected): Promise<Test[]> {
  const tests = [{ subject: 'dns-answers', ...(await testNames(context)) }]
  for (const server of hostsWith(context.answers.lab, 'exchange'))
    tests.push({ subject: `${server.name} as a client sees it`, ...(await testServer(context, server, expected)) })
  return tests
}

function prove(context: Context, tests: readonly Test[]): void {
  for (const { subject, facts } of tests) if (facts.length > 0) context.prove({ kind: 'fact', subject, data: facts })
  const rows = tests.flatMap((one) => one.rows)
  if (rows.length > 0) context.prove({ kind: 'answers', subject: 'exchange', data: { from: placeOf(context), rows } })
}

async function testNames(context: Context): Promise<Tested> {
  const wishes = firstTargets(context.answers.lab)
  const asked = await askServers(
    context,
    wishes.map(({ name }) => name),
  )
  const isRight = (name: string, addresses: readonly string[]) => {
    const accepted = wishes.find((wish) => wish.name === name)?.accepted ?? []
    return addresses.length > 0 && addresses.every((address) => accepted.includes(address))
  }
  return {
    facts: asked.map(({ server, name, answer }) => ({ name, value: `${saidBy(answer)}, said by ${server}` })),
    rows: [],
    faults: asked
      .filter(({ name, answer }) => !isRight(name, answer.addresses))
      .map(({ server, name, answer }) => ({
        said: `${server} answers for ${name} ${saidBy(answer)}.`,
        remedy: 'Look again at the pinpoint DNS zones.',
        fix: { part: 'client-access', step: 'dns-zones', label: 'Go to the DNS zones' },
      })),
  }
}

async function expectedIn({ answers, hosts, keep }: Context): Promise<Expected | Finding> {
  const [root, intermediate, leaf] = await Promise.all(
    [kept.rootCertificate, kept.intermediateCertificate, kept.leafCertificate].map((name) => keep.read(name)),
  )
  if (!root || !intermediate || !leaf)
    return blocked('There is no certificate of the lab yet that the servers could show.', 'Issue it first.', {
      part: 'client-access',
      step: 'issue-leaf',
      label: 'Go to the certificate',
    })
  return { root, intermediate, leaf, mailbox: await mailboxOf(answers, hosts) }
}

const mailboxes = z.array(z.object({ PrimarySmtpAddress: z.string().min(3) })).min(1)

/** Autodiscover answers for a mailbox: that of the account that Fairlead logs in with. */
async function mailboxOf(answers: Answers, hosts: Context['hosts']): Promise<string> {
  const { administrator } = answers.lab
  const account = administrator.split('\\').at(-1)?.split('@')[0] ?? administrator
  const session = await hosts.exchange(firstServer(answers))
  const found = mailboxes.safeParse(await session.run([{ name: 'Get-Mailbox', parameters: { Identity: account } }]))
  const [mailbox] = found.data ?? []
  if (mailbox) return mailbox.PrimarySmtpAddress
  throw new Failure('blocked', {
    message: `${administrator} has no mailbox, and Autodiscover answers only for one.`,
    remedy: `Give the account a mailbox: Enable-Mailbox -Identity '${administrator}'. Then look again.`,
  })
}

const placeOf = ({ answers: { lab }, lab: { kind } }: Context) =>
  (kind === 'rehearsal' && hostsWith(lab, 'workstation')[0]?.name) || 'Fairlead'

const inWords = (faults: readonly Fault[]) => faults.map(({ said }) => said).join(' ')
