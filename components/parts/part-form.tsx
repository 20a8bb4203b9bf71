'use client'

import { schemas } from '#lib/parts/answers.ts'
import type { AskingPartId } from './asking.ts'
import { DemoForm } from './demo/demo-form.tsx'
import { AnswersForm } from './form/answers-form.tsx'
import { HighAvailabilityForm } from './high-availability/high-availability-form.tsx'
import { LabForm } from './lab/lab-form.tsx'
import { LoadBalancerForm } from './load-balancer/load-balancer-form.tsx'
import { NodesForm } from './nodes/nodes-form.tsx'
import { PkiForm } from './pki/pki-form.tsx'

const fields: Record<AskingPartId, () => React.ReactNode> = {
  lab: LabForm,
  pki: PkiForm,
  nodes: NodesForm,
  'load-balancer': LoadBalancerForm,
  'high-availability': HighAvailabilityForm,
  demo: DemoForm,
}

/** The form of a Part: its own fields in the frame that all forms share. */
export function PartForm({ labId, partId, initial }: { labId: string; partId: AskingPartId; initial: unknown }) {
  const Fields = fields[partId]
  return (
    <AnswersForm key={partId} labId={labId} partId={partId} schema={schemas[partId]} initial={initial}>
      <Fields />
    </AnswersForm>
  )
}
