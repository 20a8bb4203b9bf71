import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { authorities, signer, signerOrThrow } from '#lib/parts/pki/authorities.ts'
import { previousName } from '#lib/parts/pki/kept-pair.ts'
import { canLiveLonger, day, hasExpired, isDue } from '#lib/parts/pki/life.ts'
import { publishedUrl } from '#lib/parts/published.ts'
import type { Certificate } from '#lib/protocols/x509/certificate.ts'
import { subjectText } from '#lib/protocols/x509/distinguished-name.ts'
import { issueFromRequest } from '#lib/protocols/x509/inspect-request.ts'
import type { CertificateRequest } from '#lib/protocols/x509/request.ts'
import { blocked, type Finding, type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { keptLeaf } from './kept-leaf.ts'
import { answersRequest, keptRequest } from './leaf-request.ts'
import { leafNames, leafSubject } from './leaf-subject.ts'

export const issueLeaf: Step<Answers> = {
  id: 'issue-leaf',
  title: 'Sign the request with the intermediate CA',
  purpose:
    'The intermediate CA looks at the request as an authority does (its signature, the size of its key, its names, what else it asks for) and issues the certificate for mail and Autodiscover.',
  hostsOf: () => ['Fairlead'],
  timeoutMs: 60_000,

  async check({ answers, keep }) {
    const issuer = await signer(keep, authorities.intermediate)
    if ('state' in issuer) return issuer
    const found = await keptRequest(keep, answers)
    if (found?.state !== 'sound') return found ? refused(found.reasons) : noRequest
    const leaf = await keptLeaf(keep)
    if (!leaf) return unsatisfied('There is no certificate for the mail names yet.')
    const why = reasonToIssue(leaf, found.request, issuer.facts, answers)
    if (why) return unsatisfied(why)
    if (hasExpired(leaf))
      return blocked(
        `The certificate expired on ${day(leaf.notAfter)}, and the intermediate CA with it.`,
        'Run “Make the intermediate CA” to renew it first.',
        { part: 'pki', step: 'make-intermediate', label: 'Go to the intermediate CA' },
      )
    return satisfied(`${leaf.names.join(', ')}, until ${day(leaf.notAfter)}, SHA-1 ${leaf.sha1}`)
  },

  async plan({ answers, keep }) {
    const leaf = await keptLeaf(keep)
    const what = `a certificate for ${leafNames(answers).join(' and ')}, valid for ${answers.pki.leafDays} days`
    return [
      { host: 'Fairlead', summary: `Would issue ${what}, with the key of the request` },
      ...(leaf ? [{ host: 'Fairlead', summary: asideSummary(leaf) }] : []),
    ]
  },

  async apply({ answers, keep, log }) {
    const issuer = await signerOrThrow(keep, authorities.intermediate)
    const previous = await keep.read(kept.leafCertificate)
    if (previous) await keep.write(previousName(kept.leafCertificate), previous)
    const certificate = await issueFromRequest({
      request: (await keep.read(kept.leafRequest)) ?? '',
      allowedNames: leafNames(answers),
      subject: leafSubject(answers),
      issuer,
      days: answers.pki.leafDays,
      ...urls(answers),
    })
    await keep.write(kept.leafCertificate, certificate)
    log(`issued the certificate for ${leafNames(answers).join(' and ')}`, { level: 'good' })
  },

  async undo({ keep, log }) {
    await keep.remove(kept.leafCertificate)
    log('removed the certificate from Fairlead; where it has been handed out it stays')
  },
}

const toTheRequest = { part: 'client-access', step: 'request-certificate', label: 'Go to the request' }

const noRequest = blocked(
  'There is no certificate request to sign yet.',
  'Run “Request the certificate for mail and Autodiscover” first; Run on the whole Part does it in the right order.',
  toTheRequest,
)

const refused = (reasons: readonly string[]): Finding =>
  blocked(
    `The intermediate CA refuses to sign this request. ${reasons.join(' ')}`,
    'Run “Request the certificate for mail and Autodiscover” again: it makes a request with an RSA key of 2048 bits and the names of this lab only.',
    toTheRequest,
  )

const urls = ({ lab }: Answers) => ({
  crlUrl: publishedUrl(lab, 'intermediate.crl'),
  issuerUrl: publishedUrl(lab, 'intermediate.crt'),
})

/** What makes the kept certificate the wrong one for these answers; nothing where it is right. */
function reasonToIssue(leaf: Certificate, request: CertificateRequest, issuer: Certificate, answers: Answers) {
  const wanted = { subject: subjectText(leafSubject(answers)), names: leafNames(answers).join(', ') }
  if (!answersRequest(leaf.pem, request)) return 'The certificate is for another key than that of the request.'
  if (leaf.subject !== wanted.subject)
    return `The certificate is for “${leaf.subject}”; the answers ask for “${wanted.subject}”.`
  if (leaf.names.toSorted().join() !== leafNames(answers).toSorted().join())
    return `The certificate names ${leaf.names.join(', ')}; the answers ask for ${wanted.names}.`
  if (leaf.aki !== issuer.ski) return 'The certificate was issued by another intermediate CA.'
  if (leaf.cdp[0] !== urls(answers).crlUrl || leaf.aia[0] !== urls(answers).issuerUrl)
    return `The certificate sends clients to ${leaf.cdp[0] ?? 'no address'} for the CRL, which is now at ${urls(answers).crlUrl}.`
  // Renewed with its key, so that logon cookies outlive the change and key and certificate fit at every moment.
  if (isDue(leaf, 30) && canLiveLonger(leaf, issuer, answers.pki.leafDays))
    return `The certificate ${hasExpired(leaf) ? 'expired' : 'expires'} on ${day(leaf.notAfter)}.`
  return undefined
}

const asideSummary = ({ sha1, notAfter }: Certificate) =>
  `Would keep the previous certificate (${sha1}, until ${day(notAfter)}) beside it; it is served until HAProxy and Exchange are given the new one`
