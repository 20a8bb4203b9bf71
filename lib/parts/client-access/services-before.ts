import { z } from 'zod'
import type { Answers } from '#lib/parts/answers.ts'
import type { Before, StepContext } from '#lib/wizard/step.ts'
import { enableFor } from './certificate-pipelines.ts'
import { certificatesOn, type ExchangeCertificate } from './exchange-certificates.ts'
import { oweRestart } from './owed-restart.ts'

/** Thumbprint of the certificate that each service had. */
const keptSchema = z.record(z.string(), z.string())

/** Services cannot be taken from a certificate, only given to another: so it is kept which one had each. */
export async function keepServices(before: Before, host: string, all: readonly ExchangeCertificate[], ours: string) {
  const held: Record<string, string> = {}
  for (const service of ['IIS', 'SMTP', 'POP', 'IMAP']) {
    const holders = all.filter(({ thumbprint, services }) => thumbprint !== ours && services.includes(service))
    // Several may be enabled for SMTP; the default one is the certificate of the server's own setup.
    const holder = holders.find(({ friendlyName }) => friendlyName === 'Microsoft Exchange') ?? holders[0]
    if (holder) held[service] = holder.thumbprint
  }
  await before.keep(nameOf(host), JSON.stringify(held))
}

/** Why IIS is restarted then. */
export const givenBack = 'its services were given back to the certificates that had them'

/** Gives each service back to the certificate that had it; then a restart of IIS is owed. */
export async function giveServicesBack(context: StepContext<Answers>, host: string): Promise<void> {
  const { hosts, keep, before, log } = context
  const text = await before.recall(nameOf(host))
  if (!text) return
  const held = keptSchema.parse(JSON.parse(text))
  const all = await certificatesOn(hosts, host)
  for (const thumbprint of new Set(Object.values(held))) {
    const certificate = all.find((one) => one.thumbprint === thumbprint)
    if (!certificate) continue
    const services = Object.keys(held).filter((service) => held[service] === thumbprint)
    const lost = services.filter((service) => isLost(service, certificate, context.answers))
    if (lost.length === 0) continue
    await oweRestart(keep, host, givenBack)
    const commands = enableFor(host, thumbprint, { services: lost, force: lost.includes('SMTP') })
    await (await hosts.exchange(host)).run(commands, { write: true })
    log(`${lost.join(', ')} uses ${thumbprint} again`, { host, level: 'good' })
  }
}

/** A replaced default SMTP certificate stays enabled for SMTP: it does not show that it is not the default one any more. */
function isLost(service: string, { services }: ExchangeCertificate, answers: Answers): boolean {
  if (service === 'SMTP') return answers['client-access'].replaceDefaultSmtp
  return !services.includes(service)
}

const nameOf = (host: string) => `services on ${host}`
