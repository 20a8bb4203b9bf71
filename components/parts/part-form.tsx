'use client'

import { schemas } from '#lib/parts/answers.ts'
import type { AskingPartId } from './asking.ts'
import { ClientAccessForm } from './client-access/client-access-form.tsx'
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
  'client-access': ClientAccessForm,
  nodes: NodesForm,
  'load-balancer': LoadBalancerForm,
  'high-availability': HighAvailabilityForm,
  demo: DemoForm,
}

type PartFormProps = {
  labId: string
  partId: AskingPartId
  initial: unknown
  /** False while nobody has looked at these answers yet: they are the defaults. */
  isSaved: boolean
}

/** The form of a Part: its own fields in the frame that all forms share. */
export function PartForm({ labId, partId, initial, isSaved }: PartFormProps) {
  const Fields = fields[partId]
  return (
    <AnswersForm
      key={partId}
      labId={labId}
      partId={partId}
      schema={schemas[partId]}
      initial={initial}
      isSaved={isSaved}
    >
      <Fields />
    </AnswersForm>
  )
}
