import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { hostsWith, type LabHost } from '#lib/parts/lab/schema.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { servedCertificate } from '#lib/protocols/x509/served.ts'
import { blocked, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'

export const handCertificate: Step<Answers> = {
  id: 'hand-certificate',
  title: 'Hand the certificate to the simulated Exchange servers',
  purpose:
    'In a rehearsal the servers are given certificate and key directly. On real servers this is the work of Part 3 (import, enable for IIS, iisreset), which this version of Fairlead does not do yet.',
  hostsOf: ({ lab }) => hostsWith(lab, 'exchange').map(({ name }) => name),
  only: 'rehearsal',
  timeoutMs: 60_000,

  async check(context) {
    const pem = await context.keep.read(kept.leafCertificate)
    if (!pem) return noLeaf
    const { sha1, sha256 } = readCertificate(pem)
    for (const host of hostsWith(context.answers.lab, 'exchange')) {
      const served = await servedBy(host, context)
      if (typeof served === 'string') return unsatisfied(served)
      if (served.leaf.sha256 !== sha256)
        return unsatisfied(
          `${host.name} serves another certificate on port 443: ${served.leaf.subject}, SHA-1 ${served.leaf.sha1}.`,
        )
    }
    return satisfied(`Every Exchange server answers on port 443 with ${sha1}`)
  },

  async plan({ answers }) {
    return hostsWith(answers.lab, 'exchange').map(({ name }) => ({
      host: name,
      summary: `Would hand ${name} the certificate for ${answers.lab.mailName}, that of the intermediate CA, and the key`,
    }))
  },

  async apply({ answers, keep, hosts, log }) {
    const [leaf, intermediate] = await Promise.all(
      [kept.leafCertificate, kept.intermediateCertificate].map((name) => keep.read(name)),
    )
    const key = await keep.readSecret(kept.leafKey)
    if (!leaf || !intermediate || !key || !hosts.rehearsal)
      throw new Failure('blocked', { message: noLeaf.detail, remedy: 'Run this Part from its first Step on.' })
    for (const { name } of hostsWith(answers.lab, 'exchange')) {
      await hosts.rehearsal.handCertificate(name, leaf + intermediate, key)
      log(`handed over the certificate for ${answers.lab.mailName}`, { host: name, level: 'good' })
    }
  },
}

const noLeaf = blocked(
  'There is no certificate to hand over yet.',
  'Run “Issue the certificate for mail and Autodiscover”.',
  {
    part: 'pki',
    step: 'issue-leaf',
    label: 'Go to the certificate',
  },
)

/** What a client would be shown; or, where it would be shown nothing, why. */
async function servedBy({ name, address }: LabHost, { answers, hosts, signal }: StepContext<Answers>) {
  try {
    return await servedCertificate({ dial: hosts.dial, address, port: 443, servername: answers.lab.mailName, signal })
  } catch (error) {
    const silent = error instanceof Failure && (error.code === 'tls' || error.code === 'unreachable')
    if (silent) return `${name} serves no certificate yet: ${error.message}`
    throw error
  }
}
