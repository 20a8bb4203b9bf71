import type { ReportData } from '#lib/report/report-data.ts'
import type { PartView, StepView } from '#lib/wizard/view.ts'
import { walkWithoutChange } from './changes.ts'
import { answered, answers, certificates, drills, passed } from './evidence.ts'
import { count, day, daysBetween, exact } from './moments.ts'
import { serviceName } from './service-name.ts'
import { partName, verdictOf } from './verdict.ts'

/** `bad` has failed, `warn` is not proven or soon due, `idle` has to be known. */
export type OpenPoint = { tone: 'bad' | 'warn' | 'idle'; title: string; text: string; remedy: string | null }

const soonDays = 30

/** Everything that the report does not prove, worst first. */
export function openPoints(data: ReportData): OpenPoint[] {
  const points = [
    ...data.lab.parts.flatMap((part) => ofPart(part, data)),
    ...ofUntouched(data),
    ...data.lab.identities.flatMap(ofIdentity),
    ...drills(data).flatMap(ofDrill),
    ...ofAnswers(data),
    ...certificates(data).flatMap(({ subject, notAfter }) => ofCertificate(subject, notAfter, data.madeAt)),
    ...ofSecondWalk(data),
    ...standing(data),
  ]
  const worst = ['bad', 'warn', 'idle']
  return points.sort((a, b) => worst.indexOf(a.tone) - worst.indexOf(b.tone))
}

const point = (tone: OpenPoint['tone'], title: string, text: string, remedy: string | null = null): OpenPoint[] => [
  { tone, title, text, remedy },
]

function ofPart(part: PartView, { lab }: ReportData): OpenPoint[] {
  const name = partName(part, lab.parts).slice(0, -1)
  if (part.state === 'done' || part.state === 'untouched') return []
  const troubled = part.steps.flatMap((step) => ofStep(step, name))
  if (troubled.length > 0) return troubled
  return point(
    'warn',
    `${name}: ${unfinished[part.state] ?? 'left half-way'}`,
    `${part.fact}.`,
    'Look again and go on.',
  )
}

function ofUntouched({ lab }: ReportData): OpenPoint[] {
  const untouched = lab.parts.filter(({ state }) => state === 'untouched')
  if (untouched.length === 0) return []
  const names = untouched.map((part) => partName(part, lab.parts).slice(0, -1)).join('; ')
  return point('warn', `${count(untouched.length, 'Part')} not carried out`, `${names}.`, 'Look at each, then run it.')
}

const unfinished: Partial<Record<PartView['state'], string>> = {
  planned: 'planned, not carried out',
  running: 'a run is on',
  'look-again': 'has to be looked at again',
}

const troubles: Partial<Record<StepView['state'], string>> = {
  failed: 'failed',
  timedOut: 'ran out of time',
  blocked: 'is blocked',
  cancelled: 'was stopped',
  interrupted: 'was interrupted',
}

function ofStep({ title, state, failure, detail }: StepView, part: string): OpenPoint[] {
  const word = troubles[state]
  if (!word) return []
  const text = failure?.message ?? detail ?? 'No more is known about it.'
  return point('bad', `${part}: “${title}” ${word}`, text, failure?.remedy ?? 'Look again and go on.')
}

function ofIdentity(identity: ReportData['lab']['identities'][number]): OpenPoint[] {
  const { host, protocol, algorithm, approvedFingerprint, offeredFingerprint } = identity
  const what = protocol === 'ssh' ? 'SSH host key' : 'WinRM identity'
  if (approvedFingerprint === offeredFingerprint) {
    if (algorithm !== 'name') return []
    const text = `WinRM answers on 5985 alone: ${approvedFingerprint} is proven by each login, and messages are sealed.`
    return point('idle', `${host}: approved by its name, without a certificate`, text)
  }
  if (approvedFingerprint === null)
    return point('warn', `${host}: no person has approved its ${what}`, `It offers ${offeredFingerprint}.`)
  return point(
    'bad',
    `${host}: another ${what} than the approved one`,
    `Approved is ${approvedFingerprint}, offered was ${offeredFingerprint}.`,
    'Find out at the console of the machine why it changed before you approve the new one.',
  )
}

function ofDrill(drill: ReturnType<typeof drills>[number]): OpenPoint[] {
  if (passed(drill)) return []
  const { title, outageMs, promisedMs } = drill.data
  const text = `The outage lasted ${exact(outageMs)}; promised was at most ${exact(promisedMs)}.`
  return point('bad', `Drill “${title}” was slower than promised`, text)
}

function ofAnswers(data: ReportData): OpenPoint[] {
  const silent = answers(data).flatMap(({ data }) => data.rows.filter((row) => !answered(row)))
  if (silent.length === 0) return []
  const named = silent.map(({ service, target }) => `${serviceName(service)} at ${target}`)
  const more = named.length > 6 ? ` and ${named.length - 6} more` : ''
  return point('warn', `${count(silent.length, 'service')} did not answer`, `${named.slice(0, 6).join('; ')}${more}.`)
}

function ofCertificate(subject: string, notAfter: string, madeAt: string): OpenPoint[] {
  const left = daysBetween(madeAt, notAfter)
  if (left >= soonDays) return []
  const title = left < 0 ? `${subject} has expired` : `${subject} expires in ${count(left, 'day')}`
  return point(left < 0 ? 'bad' : 'warn', title, `It is valid until ${day(notAfter)}.`, 'Renew it in Part 2, PKI.')
}

function ofSecondWalk(data: ReportData): OpenPoint[] {
  if (verdictOf(data).tone !== 'ok' || walkWithoutChange(data)) return []
  const text = 'Running all Parts once more should find everything as it is and change nothing.'
  return point('warn', 'Not walked again since the last change', text, 'Run all Parts once more.')
}

/** What is always so, and has to be known by whoever takes the lab over. */
function standing(data: ReportData): OpenPoint[] {
  const rehearsed = point(
    'idle',
    'The Exchange servers are stand-ins',
    'A rehearsal has real sshd, HAProxy and keepalived in network namespaces of one host; the Windows machines are simulated. ' +
      'The figures show that the set-up works, not how fast your network is.',
    'Carry out the same Parts on your own machines before you rely on them.',
  )
  const supported = point(
    'idle',
    'Support of Exchange itself was not looked at',
    'Exchange 2013 has been out of support since 11 April 2023, Exchange 2016 and 2019 since 14 October 2025. Only Exchange ' +
      'Server Subscription Edition is in support.',
    'Keep a farm out of support off the Internet.',
  )
  const keys = point(
    'idle',
    'Fairlead keeps the private keys of both authorities',
    'They lie sealed in its database; the key that opens them lies beside it in the data folder. Who has both can issue ' +
      'certificates that every host of this lab trusts.',
    'Back up the data folder, and guard the copy as you guard the machine.',
  )
  return [...(data.lab.kind === 'rehearsal' ? rehearsed : supported), ...(certificates(data).length > 0 ? keys : [])]
}
