import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { publishedUrl } from '#lib/parts/published.ts'
import type { Certificate } from '#lib/protocols/x509/certificate.ts'
import { subjectText } from '#lib/protocols/x509/distinguished-name.ts'
import { issueIntermediate } from '#lib/protocols/x509/issue.ts'
import { createKey } from '#lib/protocols/x509/private-key.ts'
import { blocked, type Change, type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { authorities, damaged, discard, otherwiseNamed, signer, signerOrThrow } from './authorities.ts'
import { keptPair, previousName, removePair } from './kept-pair.ts'
import { canLiveLonger, day, hasExpired, isDue } from './life.ts'
import { intermediateSubject } from './subjects.ts'

const { root, intermediate } = authorities

export const makeIntermediate: Step<Answers> = {
  id: 'make-intermediate',
  title: 'Make the intermediate CA',
  purpose:
    'Signed by the root CA; it signs the certificate that Exchange and HAProxy serve, and may not sign another CA.',
  hostsOf: () => ['Fairlead'],
  timeoutMs: 60_000,

  async check({ answers, keep }) {
    const issuer = await signer(keep, root)
    if ('state' in issuer) return issuer
    const pair = await keptPair(keep, intermediate)
    if (pair.state === 'none') return unsatisfied('There is no intermediate CA yet.')
    if (pair.state === 'key-alone')
      return unsatisfied('The key of the intermediate CA is there, its certificate is not.')
    if (pair.state === 'damaged') return damaged(intermediate, pair.certificate)
    const { certificate } = pair
    const wanted = subjectText(intermediateSubject(answers))
    if (certificate.subject !== wanted) return otherwiseNamed(intermediate, certificate, wanted)
    if (certificate.aki !== issuer.facts.ski)
      return blocked(`The intermediate CA was issued by another root CA than the one kept here.`, discard)
    const why = renewalReason(certificate, issuer.facts, answers)
    if (why) return unsatisfied(`The certificate of the intermediate CA must be renewed: ${why}.`)
    if (hasExpired(certificate))
      return blocked(`The intermediate CA expired on ${day(certificate.notAfter)}, and the root CA with it.`, discard)
    return satisfied(`${certificate.subject}, until ${day(certificate.notAfter)}, SHA-1 ${certificate.sha1}`)
  },

  async plan({ answers, keep }): Promise<Change[]> {
    const pair = await keptPair(keep, intermediate)
    const subject = subjectText(intermediateSubject(answers))
    const days = answers.pki.intermediateDays
    const summary =
      pair.state === 'whole'
        ? `Would renew the certificate ${subject} with the same key, valid for ${days} days: what it has signed stays valid. The one until ${day(pair.certificate.notAfter)} stays kept beside it`
        : `Would make an RSA key of 3072 bits and let the root CA sign the certificate ${subject}, valid for ${days} days`
    return [{ host: 'Fairlead', summary }]
  },

  async apply({ answers, keep, log }) {
    const issuer = await signerOrThrow(keep, root)
    const pair = await keptPair(keep, intermediate)
    if (pair.state === 'damaged') return
    const key = pair.state === 'none' ? await createKey(3072) : pair.key
    if (pair.state === 'none') await keep.writeSecret(intermediate.key, key)
    if (pair.state === 'whole') await keep.write(previousName(intermediate.certificate), pair.certificate.pem)
    const certificate = await issueIntermediate({
      subject: intermediateSubject(answers),
      key,
      issuer,
      days: answers.pki.intermediateDays,
      ...urls(answers),
    })
    await keep.write(intermediate.certificate, certificate)
    log(`made ${subjectText(intermediateSubject(answers))}`, { level: 'good' })
  },

  async undo({ keep, log }) {
    if ((await keep.read(kept.leafCertificate)) !== undefined)
      throw new Failure('blocked', {
        message: 'The certificate for the mail names was issued by this intermediate CA and is still kept here.',
        remedy: 'Press Undo on Part 3 first: it takes the certificate back from the Exchange servers, too.',
        fix: { part: 'client-access', step: 'issue-leaf', label: 'Go to the certificate' },
      })
    await removePair(keep, intermediate)
    log('removed the intermediate CA and its key from Fairlead')
  },
}

const urls = ({ lab }: Answers) => ({
  crlUrl: publishedUrl(lab, 'root.crl'),
  issuerUrl: publishedUrl(lab, 'root.crt'),
})

/** Renewed with its own key, an authority stays what it was to everything below it: no leaf has to be issued again. */
function renewalReason(certificate: Certificate, issuer: Certificate, answers: Answers): string | undefined {
  const { crlUrl, issuerUrl } = urls(answers)
  if (certificate.cdp[0] !== crlUrl || certificate.aia[0] !== issuerUrl)
    return `it sends clients to ${certificate.cdp[0] ?? 'no address'} for the CRL, which is now at ${crlUrl}`
  if (isDue(certificate, 180) && canLiveLonger(certificate, issuer, answers.pki.intermediateDays))
    return `it is valid until ${day(certificate.notAfter)}`
  return undefined
}
