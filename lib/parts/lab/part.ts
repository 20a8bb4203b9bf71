import type { Answers } from '#lib/parts/answers.ts'
import type { Part } from '#lib/wizard/step.ts'
import { approveIdentities } from './approve-identities.ts'
import { preflight } from './preflight.ts'
import { raiseRehearsal } from './raise-rehearsal.ts'
import { labSchema } from './schema.ts'

export const lab: Part<Answers, 'lab'> = {
  id: 'lab',
  title: 'Lab',
  subtitle: 'Hosts and identities',
  purpose: 'Which machines there are, who they are, and whether they are fit for what follows.',
  schema: labSchema,
  steps: [raiseRehearsal, approveIdentities, preflight],
}
