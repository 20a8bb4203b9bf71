import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { type Certificate, readCertificate } from '#lib/protocols/x509/certificate.ts'
import type { ChainFault } from '#lib/protocols/x509/link.ts'
import { verifyChain } from '#lib/protocols/x509/verify-chain.ts'
import {
  blocked,
  type CertificateEvidence,
  type Evidence,
  type Finding,
  type Keep,
  type Step,
  satisfied,
} from '#lib/wizard/step.ts'
import { clientNames } from './leaf-subject.ts'

export const proveChain: Step<Answers> = {
  id: 'prove-chain',
  title: 'Prove the chain',
  purpose:
    'Looks at the three certificates and both lists as a strict client would: signatures, dates, names, usage, revocation.',
  hostsOf: () => ['Fairlead'],
  timeoutMs: 30_000,

  async check({ answers, keep, prove }) {
    const chain = await keptChain(keep)
    if (!chain) return missing
    const { root, intermediate, leaf, crls } = chain
    const faults = await verifyChain({ leaf, intermediates: [intermediate], root, crls, names: clientNames(answers) })
    if (faults.length > 0) return refused(faults)
    const read = {
      root: readCertificate(root),
      intermediate: readCertificate(intermediate),
      leaf: readCertificate(leaf),
    }
    prove(evidence('root', read.root))
    prove(evidence('intermediate', read.intermediate))
    prove(evidence('leaf', read.leaf))
    return satisfied(
      `${read.leaf.commonName} ← ${read.intermediate.commonName} ← ${read.root.commonName}: signatures, dates, names and both revocation lists are right`,
    )
  },

  // Nothing can be wrong here that this Step could change: its look is the proof.
  async apply() {},
}

async function keptChain(keep: Keep) {
  const [root, intermediate, leaf, rootCrl, intermediateCrl] = await Promise.all(
    [kept.rootCertificate, kept.intermediateCertificate, kept.leafCertificate, kept.rootCrl, kept.intermediateCrl].map(
      (name) => keep.read(name),
    ),
  )
  if (!root || !intermediate || !leaf) return undefined
  return { root, intermediate, leaf, crls: [rootCrl, intermediateCrl].filter((crl) => crl !== undefined) }
}

const missing = blocked(
  'There is no whole chain to prove yet.',
  'Run Part 2 and this Part from its first Step on: they make it.',
  {
    part: 'client-access',
    step: 'issue-leaf',
    label: 'Go to the certificate',
  },
)

function refused(faults: ChainFault[]): Finding {
  const revocation = faults.every(({ code }) => code.startsWith('crl-'))
  const step = revocation ? 'publish-crls' : 'issue-leaf'
  return blocked(
    `A strict client would refuse this chain. ${faults.map(({ message }) => message).join(' ')}`,
    revocation
      ? 'Run “Issue the revocation lists” again.'
      : 'Look again at the Steps above: each says what it would renew.',
    {
      part: revocation ? 'pki' : 'client-access',
      step,
      label: revocation ? 'Go to the revocation lists' : 'Go to the certificate',
    },
  )
}

function evidence(role: CertificateEvidence['role'], certificate: Certificate): Evidence {
  const { pem, subject, issuer, serial, sha1, sha256, names } = certificate
  const notBefore = certificate.notBefore.toISOString()
  const notAfter = certificate.notAfter.toISOString()
  const data = { role, subject, issuer, serial, sha1, sha256, notBefore, notAfter, names, pem }
  return { kind: 'certificate', subject: certificate.commonName ?? subject, data }
}
