import type { LabView } from '#lib/labs/lab-view.ts'
import type { PipelineOfStep } from '#lib/labs/pipelines.ts'
import type { StepOutcome } from '#lib/wizard/run-step.ts'

type StepRow = { partId: string; stepId: string; outcome: StepOutcome | null; startedAt: Date; endedAt: Date | null }
type FinishedRun = { outcome: string | null; steps: StepRow[] }

export type RehearsalResult = {
  ok: boolean
  seconds: number
  steps: { part: string; step: string; outcome: StepOutcome | null; ms: number }[]
  secondRun: { changed: number | null }
  drills: { id: string; requests: number; lost: number; outageMs: number; holderBefore: string; holderAfter: string }[]
  certificate: { chainPem: string; crlPems: string[] }
  files: Record<string, string>
  /** What was sent to Windows hosts, in the order sent; of the first walk, as `steps`. */
  pipelines: PipelineOfStep[]
}

const isNotIn =
  ({ steps }: FinishedRun) =>
  ({ stepId }: StepRow) =>
    !steps.some((step) => step.stepId === stepId)

/** What a rehearsal proved, from its rows. Files hold no private key: their evidence has none. */
export function rehearsalResult({
  lab,
  raised,
  first,
  second,
  seconds,
  crlPems,
  pipelines,
}: {
  lab: LabView
  /** The machines were made in a run of their own, before their keys could be approved. */
  raised: FinishedRun
  first: FinishedRun
  second: FinishedRun | undefined
  seconds: number
  crlPems: string[]
  pipelines: PipelineOfStep[]
}): RehearsalResult {
  const evidence = lab.parts.flatMap(({ steps }) => steps).flatMap((step) => step.evidence)
  const changed = second?.outcome === 'done' ? second.steps.filter(({ outcome }) => outcome === 'changed').length : null
  const pem = (role: string) =>
    evidence.flatMap((proof) => (proof.kind === 'certificate' && proof.data.role === role ? [proof.data.pem] : []))
  const drills = evidence.flatMap((proof) => (proof.kind === 'drill' ? [proof.data] : []))
  const files = evidence.flatMap((proof) => (proof.kind === 'file' && proof.data.content !== null ? [proof.data] : []))
  return {
    ok: first.outcome === 'done' && changed === 0 && drills.length > 0,
    seconds: Math.round(seconds * 10) / 10,
    steps: [...raised.steps, ...first.steps.filter(isNotIn(raised))].map(
      ({ partId, stepId, outcome, startedAt, endedAt }) => ({
        part: partId,
        step: stepId,
        outcome,
        ms: endedAt ? endedAt.getTime() - startedAt.getTime() : 0,
      }),
    ),
    secondRun: { changed },
    drills: drills.map(({ id, requests, lost, outageMs, holderBefore, holderAfter }) => ({
      id,
      requests: requests.length,
      lost,
      outageMs,
      holderBefore,
      holderAfter,
    })),
    certificate: { chainPem: [...pem('leaf'), ...pem('intermediate'), ...pem('root')].join(''), crlPems },
    files: Object.fromEntries(files.map(({ host, path, content }) => [`${host}:${path}`, content ?? ''])),
    pipelines,
  }
}
