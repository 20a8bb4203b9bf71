import { kept } from '#lib/parts/kept-names.ts'
import type { Diagnosis, DoctorFinding } from '#lib/protocols/doctor/diagnosis.ts'
import { blocked, type Finding, type Keep, type StepContext } from '#lib/wizard/step.ts'
import type { LabAnswers, LabHost } from './schema.ts'
import { windowsFacts, windowsSummary } from './windows-facts.ts'

const PASSWORD = { part: 'lab', tab: 'answers', field: kept.windowsPassword, label: 'Give the Windows password' }
const IDENTITIES = { part: 'lab', tab: 'identities', label: 'Open Identities' }
const HOSTS = { part: 'lab', field: 'hosts', tab: 'answers', label: 'Go to the hosts' }

/** `undefined` where the password is kept; it is looked for once, before the first host is asked. */
export async function windowsPassword(lab: LabAnswers, keep: Keep): Promise<Finding | undefined> {
  if (await keep.readSecret(kept.windowsPassword)) return undefined
  return blocked(
    `The password of ${lab.administrator} is not kept yet, so the Windows hosts cannot be asked.`,
    'Enter it under Passwords and keys, on this Part; it is kept sealed.',
    PASSWORD,
  )
}

type Context = Pick<StepContext<unknown>, 'hosts' | 'log' | 'prove'>
type Unfit = { problem: DoctorFinding; fix: NonNullable<Extract<Finding, { state: 'blocked' }>['fix']> }

/** Has every Windows host looked at, all at once, and tells all that makes any of them unfit. What is found is proven in any case. */
export async function windowsAreFit(
  hosts: readonly LabHost[],
  lab: LabAnswers,
  context: Context,
): Promise<Finding | undefined> {
  const looks = await Promise.all(
    hosts.map(async (host) => ({ host, diagnosis: await context.hosts.diagnose(host.name) })),
  )
  const unfit = looks.flatMap(({ host, diagnosis }) => tell(host, lab, diagnosis, context))
  const [first] = unfit
  if (!first) return undefined
  const remedies = new Set(unfit.map(({ problem }) => problem.remedy))
  return blocked(unfit.map(({ problem }) => problem.message).join(' '), [...remedies].join(' '), first.fix)
}

function tell(host: LabHost, lab: LabAnswers, diagnosis: Diagnosis, { log, prove }: Context): Unfit[] {
  const stranger = otherName(host, lab, diagnosis) ?? noExchange(host, diagnosis)
  const findings = [...(stranger ? [stranger] : []), ...diagnosis.findings]
  const problems = findings.filter(({ severity }) => severity === 'problem')

  log(windowsSummary(diagnosis), { host: host.name, level: problems.length > 0 ? 'error' : 'good' })
  for (const { message, remedy } of findings) log(`${message} ${remedy}`, { host: host.name, level: 'note' })
  prove({ kind: 'fact', subject: host.name, data: windowsFacts({ ...diagnosis, findings }) })
  return problems.map((problem) => ({ problem, fix: fixes[problem.code] ?? HOSTS }))
}

const fixes: Record<string, typeof HOSTS | typeof IDENTITIES> = {
  'auth-rejected': PASSWORD,
  'access-denied': PASSWORD,
  'identity-changed': IDENTITIES,
  tls: IDENTITIES,
}

/** The person has approved whom the login reaches; whether that is the host of the inventory is asked here. */
function otherName(host: LabHost, lab: LabAnswers, { login }: Diagnosis): DoctorFinding | undefined {
  const { computer, dnsComputer, domain, dnsDomain } = login?.provenServer ?? {}
  const name = dnsComputer ?? computer
  const own = dnsDomain ?? domain
  const short = name?.split('.')[0]
  const isItself = !short || short.toLowerCase() === host.name.toLowerCase()
  // A stand-alone root CA belongs to no domain: it names itself there.
  const isOurs =
    !own ||
    host.role === 'root-ca' ||
    [lab.adDomain, lab.netbios].some((ours) => ours.toLowerCase() === own.toLowerCase())
  if (isItself && isOurs) return undefined
  return problem(
    `At ${host.address} answers ${name ?? 'a server without a name'} of ${own ?? 'no domain'}, not ${host.name} of ${lab.adDomain}.`,
    'Put name, address and domain right in the answers; if they are right, somebody else has this address.',
  )
}

function noExchange(host: LabHost, { login, exchange, findings }: Diagnosis): DoctorFinding | undefined {
  if (host.role !== 'exchange' || !login || exchange || findings.some(({ severity }) => severity === 'problem'))
    return undefined
  return problem(
    `${host.name} is an Exchange server of the inventory, but its registry knows no Exchange 2013, 2016 or 2019.`,
    'Put its role right in the answers, or install Exchange on it first.',
  )
}

const problem = (message: string, remedy: string): DoctorFinding => ({
  severity: 'problem',
  code: 'host-unfit',
  message,
  remedy,
})
