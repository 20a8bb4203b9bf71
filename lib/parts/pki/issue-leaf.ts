import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { publishedUrl } from '#lib/parts/published.ts'
import type { Certificate } from '#lib/protocols/x509/certificate.ts'
import { subjectText } from '#lib/protocols/x509/distinguished-name.ts'
import { issueLeaf as issueCertificate } from '#lib/protocols/x509/issue.ts'
import { createKey, publicKeyOf } from '#lib/protocols/x509/private-key.ts'
import { blocked, type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { authorities, signer, signerOrThrow } from './authorities.ts'
import { keptPair, type Pair, previousName, removePair } from './kept-pair.ts'
import { canLiveLonger, day, hasExpired, isDue } from './life.ts'
import { leafNames, leafSubject } from './subjects.ts'

const leaf = { certificate: kept.leafCertificate, key: kept.leafKey }

export const issueLeaf: Step<Answers> = {
  id: 'issue-leaf',
  title: 'Issue the certificate for mail and Autodiscover',
  purpose:
    'One certificate and one key for all Exchange servers and both HAProxy nodes: logon cookies and Extended Protection ask for the same one everywhere.',
  hostsOf: () => ['Fairlead'],
  timeoutMs: 60_000,

  async check({ answers, keep }) {
    if (answers.lab.mailName.length > LONGEST_COMMON_NAME) return tooLong(answers.lab.mailName)
    const issuer = await signer(keep, authorities.intermediate)
    if ('state' in issuer) return issuer
    const pair = await keptPair(keep, leaf)
    const why = reasonToIssue(pair, issuer.facts, answers)
    if (why) return unsatisfied(why)
    if (pair.state !== 'whole') return unsatisfied('There is no certificate yet.')
    const { certificate } = pair
    if (hasExpired(certificate))
      return blocked(
        `The certificate expired on ${day(certificate.notAfter)}, and the intermediate CA with it.`,
        'Run “Make the intermediate CA” to renew it first.',
        { part: 'pki', step: 'make-intermediate', label: 'Go to the intermediate CA' },
      )
    return satisfied(`${certificate.names.join(', ')}, until ${day(certificate.notAfter)}, SHA-1 ${certificate.sha1}`)
  },

  async plan({ answers, keep }) {
    const pair = await keptPair(keep, leaf)
    const what = `a certificate for ${leafNames(answers).join(' and ')}, valid for ${answers.pki.leafDays} days`
    const again = pair.state === 'whole' || pair.state === 'damaged'
    return [
      { host: 'Fairlead', summary: `Would issue ${what}, ${keyOf(pair)}` },
      ...(again ? [{ host: 'Fairlead', summary: asideSummary(pair.certificate) }] : []),
    ]
  },

  async apply({ answers, keep, log }) {
    const issuer = await signerOrThrow(keep, authorities.intermediate)
    const found = await keptPair(keep, leaf)
    const now = new Date()
    if (found.state === 'whole' || found.state === 'damaged')
      await keep.write(previousName(leaf.certificate, now), found.certificate.pem)
    // The certificate goes before its key does: a reader finds none rather than one that does not fit.
    if (found.state === 'damaged') {
      await keep.remove(leaf.certificate)
      if (found.key) await keep.writeSecret(previousName(leaf.key, now), found.key)
    }
    const key = found.state === 'whole' || found.state === 'key-alone' ? found.key : await createKey(2048)
    if (found.state === 'none' || found.state === 'damaged') await keep.writeSecret(leaf.key, key)
    const certificate = await issueCertificate({
      subject: leafSubject(answers),
      names: leafNames(answers),
      publicKey: publicKeyOf(key),
      issuer,
      days: answers.pki.leafDays,
      ...urls(answers),
    })
    await keep.write(leaf.certificate, certificate)
    log(`issued the certificate for ${leafNames(answers).join(' and ')}`, { level: 'good' })
  },

  async undo({ keep, log }) {
    await removePair(keep, leaf)
    log('removed the certificate and its key from Fairlead; where it has been handed out it stays')
  },
}

/** ub-common-name of RFC 5280, appendix A; Windows refuses a longer one. */
const LONGEST_COMMON_NAME = 64

const tooLong = (name: string) =>
  blocked(
    `${name} has ${name.length} characters; a certificate can be made out to ${LONGEST_COMMON_NAME} at most.`,
    'Choose a shorter name for mail in Part 1.',
    { part: 'lab', field: 'mailName', tab: 'answers', label: 'Go to the mail name' },
  )

const urls = ({ lab }: Answers) => ({
  crlUrl: publishedUrl(lab, 'intermediate.crl'),
  issuerUrl: publishedUrl(lab, 'intermediate.crt'),
})

/** What makes the kept certificate the wrong one for these answers; nothing where it is right. */
function reasonToIssue(pair: Pair, issuer: Certificate, answers: Answers): string | undefined {
  if (pair.state === 'none') return 'There is no certificate for the mail names yet.'
  if (pair.state === 'key-alone') return 'The key of the certificate is there, the certificate is not.'
  const { certificate } = pair
  if (pair.state === 'damaged') return `The key of the certificate ${certificate.subject} is not there any more.`
  const wanted = { subject: subjectText(leafSubject(answers)), names: leafNames(answers).join(', ') }
  if (certificate.subject !== wanted.subject)
    return `The certificate is for “${certificate.subject}”; the answers ask for “${wanted.subject}”.`
  if (certificate.names.join(', ') !== wanted.names)
    return `The certificate names ${certificate.names.join(', ')}; the answers ask for ${wanted.names}.`
  if (certificate.aki !== issuer.ski) return 'The certificate was issued by another intermediate CA.'
  if (certificate.cdp[0] !== urls(answers).crlUrl || certificate.aia[0] !== urls(answers).issuerUrl)
    return `The certificate sends clients to ${certificate.cdp[0] ?? 'no address'} for the CRL, which is now at ${urls(answers).crlUrl}.`
  if (isDue(certificate, 30) && canLiveLonger(certificate, issuer, answers.pki.leafDays))
    return `The certificate ${hasExpired(certificate) ? 'expired' : 'expires'} on ${day(certificate.notAfter)}.`
  return undefined
}

/** Renewed with its key, so that logon cookies outlive the change and key and certificate fit at every moment. */
function keyOf(pair: Pair): string {
  if (pair.state === 'none') return 'with a new RSA key of 2048 bits'
  return pair.state === 'damaged'
    ? 'with a new RSA key, since that of the old one is lost'
    : 'with the key that is kept'
}

const asideSummary = ({ sha1, notAfter }: Certificate) =>
  `Would keep the previous certificate (${sha1}, until ${day(notAfter)}) beside it; it is served until HAProxy and Exchange are given the new one`
