import type { Certificate } from '#lib/protocols/x509/certificate.ts'

const dayMs = 86_400_000

/** Renewed in its last `lastDays`, or in the last third of a life that is shorter than three times that. */
export function isDue({ notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>, lastDays: number): boolean {
  const life = notAfter.getTime() - notBefore.getTime()
  return notAfter.getTime() - Date.now() < Math.min(lastDays * dayMs, life / 3)
}

/** Whether a renewal would bring more time at all: nothing outlives its issuer. */
export function canLiveLonger(certificate: Certificate, issuer: Certificate, days: number): boolean {
  const end = Math.min(Date.now() + days * dayMs, issuer.notAfter.getTime())
  return end - certificate.notAfter.getTime() > dayMs
}

export const hasExpired = ({ notAfter }: Certificate): boolean => notAfter.getTime() <= Date.now()

/** The day as it is written in findings: 2026-11-23. */
export const day = (date: Date): string => date.toISOString().slice(0, 10)
