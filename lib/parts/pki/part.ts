import type { Answers } from '#lib/parts/answers.ts'
import type { Part } from '#lib/wizard/step.ts'
import { makeIntermediate } from './make-intermediate.ts'
import { makeRoot } from './make-root.ts'
import { publishCrls } from './publish-crls.ts'
import { pkiSchema } from './schema.ts'
import { trustAuthorities } from './trust-authorities.ts'

export const pki: Part<Answers, 'pki'> = {
  id: 'pki',
  title: 'PKI',
  subtitle: 'Two authorities',
  purpose:
    'A root CA and an intermediate CA, made and kept by Fairlead, their revocation lists, and the Windows hosts that trust them.',
  schema: pkiSchema,
  steps: [makeRoot, makeIntermediate, publishCrls, trustAuthorities],
}
