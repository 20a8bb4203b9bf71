import type { ReportData } from '#lib/report/report-data.ts'
import type { CertificateEvidence, Evidence, ServiceAnswer } from '#lib/wizard/step.ts'

type Kind = Evidence['kind']
export type Proof<K extends Kind = Kind> = Extract<Evidence, { kind: K }> & {
  at: string
  partId: string
  stepId: string
}

/** Everything of one kind that is proven now, oldest first. */
export function proofs<K extends Kind>({ lab }: ReportData, kind: K): Proof<K>[] {
  return lab.parts
    .flatMap(({ steps }) => steps.flatMap((step) => step.evidence.map((proof) => ({ ...proof, ...placeOf(step) }))))
    .filter((proof): proof is Proof<K> => proof.kind === kind)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** The newest certificate of each tier, root first: several Steps prove the same one. */
export function certificates(data: ReportData): CertificateEvidence[] {
  const newest = new Map(proofs(data, 'certificate').map((proof) => [proof.data.role, proof.data]))
  return (['root', 'intermediate', 'leaf'] as const).flatMap((role) => newest.get(role) ?? [])
}

/** The newest drill of each kind, in the order in which they were first made. */
export function drills(data: ReportData): Proof<'drill'>[] {
  return [...new Map(proofs(data, 'drill').map((proof) => [proof.data.id, proof])).values()]
}

/** The newest answers of every place that asked, in the order in which they first did. */
export function answers(data: ReportData): Proof<'answers'>[] {
  return [...new Map(proofs(data, 'answers').map((proof) => [`${proof.stepId} ${proof.data.from}`, proof])).values()]
}

/** 401 is how Exchange asks who is there. */
export const answered = ({ status }: ServiceAnswer): boolean => status !== null && (status < 400 || status === 401)

export const passed = ({ data }: Proof<'drill'>): boolean => data.outageMs <= data.promisedMs

const placeOf = (step: { partId: string; id: string }) => ({ partId: step.partId, stepId: step.id })
