import type { Answers } from '#lib/parts/answers.ts'
import type { ExchangeCertificate } from './exchange-certificates.ts'

/**
 * How the answers are said to Enable-ExchangeCertificate. For SMTP it asks whether to overwrite the default SMTP certificate,
 * and nobody is there to say no: it is left out unless the default is to be replaced. Instead the transport service is
 * allowed to read the key, so that a connector can be given this certificate by name.
 */
export function enabling({ 'client-access': { services, replaceDefaultSmtp } }: Answers) {
  const smtp = services.includes('SMTP')
  return {
    services: services.filter((service) => service !== 'SMTP' || replaceDefaultSmtp),
    force: smtp && replaceDefaultSmtp,
    networkService: smtp && !replaceDefaultSmtp,
  }
}

/** What becomes of SMTP, exactly. */
export function smtpInWords(answers: Answers, all: readonly ExchangeCertificate[]): string {
  const { force, networkService } = enabling(answers)
  const holders = all.filter(({ services }) => services.includes('SMTP')).map(({ thumbprint }) => thumbprint)
  const now = holders.join(', ') || 'none'
  if (force)
    return `SMTP: becomes the default SMTP certificate, in the place of ${now} (-Force says yes to overwriting it).`
  if (networkService)
    return `SMTP: the default SMTP certificate stays (${now}), mail between the servers goes on with it; Network Service may read the key, so that a receive connector can be given this certificate (Set-ReceiveConnector -TlsCertificateName).`
  return ''
}
