import { facts } from '#lib/report/pdf/facts.ts'
import { muted } from '#lib/report/pdf/ink.ts'
import type { Paper } from '#lib/report/pdf/paper.ts'
import { heading, paragraph } from '#lib/report/pdf/text.ts'
import type { ReportData } from '#lib/report/report-data.ts'
import { certificates } from '#lib/report/words/evidence.ts'
import { count, daysBetween, momentUtc } from '#lib/report/words/moments.ts'
import type { CertificateEvidence } from '#lib/wizard/step.ts'

/** The certificates from the root down, as they were found on the machines. */
export function chain(paper: Paper, data: ReportData): void {
  heading(paper, 2, 'Certificate chain', { destination: 'chain' })
  const found = certificates(data)
  if (found.length === 0) {
    paragraph(paper, 'No certificate has been issued yet.', { style: muted })
    return
  }
  for (const certificate of found) one(paper, certificate, data.madeAt)
}

const tiers: Record<CertificateEvidence['role'], string> = {
  root: 'Root CA',
  intermediate: 'Intermediate CA',
  leaf: 'Server certificate',
}

function one(paper: Paper, certificate: CertificateEvidence, madeAt: string): void {
  const left = daysBetween(madeAt, certificate.notAfter)
  const time = left < 0 ? 'expired' : `${count(left, 'day')} left`
  heading(paper, 3, tiers[certificate.role], { keep: 110 })
  facts(
    paper,
    [
      { name: 'Subject', value: certificate.subject },
      { name: 'Issuer', value: certificate.issuer },
      { name: 'Valid', value: `${momentUtc(certificate.notBefore)} to ${momentUtc(certificate.notAfter)}, ${time}` },
      ...(certificate.names.length > 0 ? [{ name: 'Names', value: certificate.names.join(', ') }] : []),
      { name: 'Serial number', value: certificate.serial, mono: true },
      { name: 'Thumbprint, SHA-1', value: certificate.sha1, mono: true },
      { name: 'Thumbprint, SHA-256', value: certificate.sha256, mono: true },
    ],
    { name: 0.2, after: 4 },
  )
}
