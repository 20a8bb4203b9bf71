import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { Failure } from '#lib/failure.ts'
import { sweepOrphans } from '#lib/labs/boot.ts'
import { approveIdentity, lookAtIdentities } from '#lib/labs/identities.ts'
import { createLab, deleteLab, loadLab, releases } from '#lib/labs/labs.ts'
import { listPipelines } from '#lib/labs/pipelines.ts'
import { rehearsalPossible } from '#lib/labs/rehearsal-possible.ts'
import { labReport } from '#lib/labs/report.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { keepOf } from '#lib/wizard/keep.ts'
import { interruptAll } from '#lib/wizard/live-runs.ts'
import { carryOutAndTell } from './carry-out-and-tell.ts'
import { type RehearsalResult, rehearsalResult } from './rehearsal-result.ts'

/**
 * The headless twin of the wizard: a rehearsal lab, every Part, the drill, everything a second time, and away again. The log
 * goes to standard error, one JSON object to standard output.
 */
export async function rehearse(words: string[]): Promise<number> {
  const { values } = parseArgs({
    args: words,
    options: {
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      report: { type: 'string' },
      release: { type: 'string', default: 'bookworm' },
    },
  })
  const release = releases.find((known) => known === values.release)
  if (!release)
    throw new Failure('invalid', {
      message: `There is no release "${values.release}".`,
      remedy: `Choose one of: ${releases.join(', ')}.`,
    })
  await mustBePossible()
  await sweepOrphans()

  const labId = await createLab({
    name: `rehearsal ${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`,
    kind: 'rehearsal',
    release,
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stopped(labId, values.keep))
  try {
    const result = await walk(labId)
    if (values.report) await writeFile(values.report, await labReport(labId))
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : summaryOf(result))
    return result.ok ? 0 : 1
  } finally {
    if (values.keep) process.stderr.write(`kept: lab ${labId}; delete it in the wizard, or raise it again there\n`)
    else await deleteLab(labId)
  }
}

async function walk(labId: string): Promise<RehearsalResult> {
  const started = performance.now()
  const raised = await carryOutAndTell({ labId, kind: 'apply', partId: 'lab', stepId: 'raise-rehearsal' })
  // The wizard made these machines a moment ago on this very host, so the keys and certificates that they show are the ones it gave them.
  for (const identity of await lookAtIdentities(labId))
    await approveIdentity(labId, identity, 'rehearse (made on this host)')
  const first = await carryOutAndTell({ labId, kind: 'apply' })
  const lab = await loadLab(labId)
  const second = first.outcome === 'done' ? await carryOutAndTell({ labId, kind: 'apply' }) : undefined
  return rehearsalResult({
    lab,
    raised,
    first,
    second,
    seconds: (performance.now() - started) / 1000,
    crlPems: await crlsOf(labId),
    pipelines: await listPipelines([raised.id, first.id]),
  })
}

/** CRLs are kept, not evidence: they are issued anew every few days. */
async function crlsOf(labId: string): Promise<string[]> {
  const keep = keepOf(labId)
  const crls = await Promise.all([keep.read(kept.intermediateCrl), keep.read(kept.rootCrl)])
  return crls.flatMap((pem) => pem ?? [])
}

async function mustBePossible() {
  const { unmet } = await rehearsalPossible()
  if (unmet.length === 0) return
  throw new Failure('host-unfit', {
    message: `A rehearsal is not possible on this host: ${unmet.map(({ what, why }) => `${what} (${why})`).join('; ')}.`,
    remedy: unmet.map(({ remedy }) => remedy).join(' '),
  })
}

async function stopped(labId: string, keep: boolean) {
  process.stderr.write('stopping …\n')
  await interruptAll()
  if (!keep) await deleteLab(labId).catch(() => {})
  process.exit(130)
}

function summaryOf({ ok, seconds, steps, secondRun, drills }: RehearsalResult): string {
  const drill = drills.map(
    ({ id, lost, requests, outageMs }) =>
      `  drill ${id}: ${lost} of ${requests} requests lost, outage ${outageMs} ms\n`,
  )
  return `${ok ? 'ok' : 'NOT ok'} in ${seconds} s: ${steps.length} Steps, second run changed ${secondRun.changed ?? 'was not reached'}\n${drill.join('')}`
}
