import type { Answers } from '#lib/parts/answers.ts'
import type { Part } from '#lib/wizard/step.ts'
import { handCertificate } from './hand-certificate.ts'
import { issueLeaf } from './issue-leaf.ts'
import { makeIntermediate } from './make-intermediate.ts'
import { makeRoot } from './make-root.ts'
import { proveChain } from './prove-chain.ts'
import { publishCrls } from './publish-crls.ts'
import { pkiSchema } from './schema.ts'
import { trustAuthorities } from './trust-authorities.ts'

export const pki: Part<Answers, 'pki'> = {
  id: 'pki',
  title: 'PKI',
  subtitle: 'Two authorities, one certificate',
  purpose:
    'A root CA and an intermediate CA, made and kept by Fairlead, and the one certificate that Exchange and HAProxy serve.',
  schema: pkiSchema,
  steps: [makeRoot, makeIntermediate, publishCrls, issueLeaf, proveChain, trustAuthorities, handCertificate],
}
