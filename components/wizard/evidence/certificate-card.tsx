'use client'

import { CopyButton } from '#components/ui/copy-button.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { useNow } from '#components/ui/use-now.ts'
import type { CertificateEvidence } from '#lib/wizard/step.ts'
import { daysLeft, validityTone } from './validity.ts'

const roles = { root: 'Root CA', intermediate: 'Intermediate CA', leaf: 'Server certificate' }

/** A certificate as its owner reads it: whose, by whom, for which names, until when; fingerprints to compare. */
export function CertificateCard({ certificate }: { certificate: CertificateEvidence }) {
  const now = useNow(60_000)
  const days = now === undefined ? undefined : daysLeft(certificate.notAfter, now)
  const rows = [
    ['Issued by', certificate.issuer],
    ['Names', certificate.names.join(', ')],
    ['Valid', `${day(certificate.notBefore)} to ${day(certificate.notAfter)}`],
    ['Serial', certificate.serial],
    ['SHA-256', certificate.sha256],
    ['SHA-1', certificate.sha1],
  ].filter(([, value]) => value)
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3.5 py-2">
        <span className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">{certificate.subject}</span>
        <Tag tone="accent">{roles[certificate.role]}</Tag>
        {days !== undefined && <Tag tone={validityTone(days)}>{days < 0 ? 'expired' : `${days} days left`}</Tag>}
        <CopyButton text={() => certificate.pem} label={`Copy PEM of ${certificate.subject}`}>
          Copy PEM
        </CopyButton>
      </div>
      <dl className="grid gap-y-1 px-3.5 py-2.5">
        {rows.map(([name, value]) => (
          <div key={name} className="grid gap-x-4 md:grid-cols-[92px_minmax(0,1fr)]">
            <dt className="text-muted">{name}</dt>
            <dd
              className={
                fingerprints.has(name ?? '') ? 'font-mono text-[12.5px] leading-[1.7] [overflow-wrap:anywhere]' : ''
              }
            >
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

const fingerprints = new Set(['Serial', 'SHA-256', 'SHA-1'])

/** Certificates are dated in UTC, and so are they compared. */
const day = (iso: string) =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(iso),
  )
