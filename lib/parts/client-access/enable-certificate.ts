import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { hostsWith, type LabHost } from '#lib/parts/lab/schema.ts'
import { noPassword } from '#lib/parts/no-password.ts'
import { until } from '#lib/parts/until.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import type { Certificate } from '#lib/protocols/x509/certificate.ts'
import { servedCertificate } from '#lib/protocols/x509/served.ts'
import { blocked, type Change, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { enableFor } from './certificate-pipelines.ts'
import { certificatesOn, type ExchangeCertificate } from './exchange-certificates.ts'
import { exchangeServers } from './exchange-servers.ts'
import { keptLeaf, noLeaf } from './kept-leaf.ts'
import { owedRestart, oweRestart } from './owed-restart.ts'
import { iisresetShown, restartIis } from './restart-iis.ts'
import { enabling, smtpInWords } from './service-wishes.ts'
import { givenBack, giveServicesBack, keepServices } from './services-before.ts'

type Context = StepContext<Answers>

export const enableCertificate: Step<Answers> = {
  id: 'enable-certificate',
  title: 'Enable the certificate for the services of Exchange',
  purpose:
    'One server after the other: the services take the certificate, IIS restarts, the health pages come back, and port 443 is looked at from outside. The default SMTP certificate is not replaced unless that was chosen.',
  hostsOf: (answers) => exchangeServers(answers),
  timeoutMs: 1_800_000,

  async check(context) {
    const { answers, keep, prove } = context
    const leaf = await keptLeaf(keep)
    if (!leaf) return noLeaf
    if (!(await keep.readSecret(kept.windowsPassword))) return noPassword(answers)
    const unfit = wildcardRefusal(answers)
    if (unfit) return unfit
    const facts: { name: string; value: string }[] = []
    for (const host of hostsWith(answers.lab, 'exchange')) {
      const all = await certificatesOn(context.hosts, host.name)
      const held = all.find(({ thumbprint }) => thumbprint === leaf.sha1)
      if (!held?.hasPrivateKey) return notImported(host.name, leaf)
      const lacking = lackingOf(answers, held)
      if (lacking.length > 0)
        return unsatisfied(`${host.name} does not use the certificate for ${lacking.join(' and ')} yet.`)
      const why = await notServed(host, leaf, context)
      if (why) return unsatisfied(why)
      facts.push({ name: host.name, value: inWords(answers, held, all) })
    }
    prove({ kind: 'fact', subject: 'enabled-certificate', data: facts })
    return satisfied(`Every Exchange server answers on port 443 with ${leaf.sha1}.`)
  },

  async plan(context) {
    const { answers, hosts, keep } = context
    const leaf = await keptLeaf(keep)
    if (!leaf) return []
    const changes: Change[] = []
    for (const place of hostsWith(answers.lab, 'exchange')) {
      const host = place.name
      const all = await certificatesOn(hosts, host)
      const held = all.find(({ thumbprint }) => thumbprint === leaf.sha1)
      const isLacking = !held || lackingOf(answers, held).length > 0
      if (!isLacking && !(await notServed(place, leaf, context))) continue
      if (isLacking)
        changes.push({
          host,
          summary: `Would enable ${leaf.sha1} for ${enabling(answers).services.join(', ')}. ${handovers(answers, leaf, all)} ${smtpInWords(answers, all)}`,
          command: showCommands(enableFor(host, leaf.sha1, enabling(answers))),
        })
      const summary = `Would restart IIS on ${host}, in up to five attempts, and wait until every health page answers`
      changes.push({ host, summary, command: iisresetShown })
    }
    return changes
  },

  async apply(context) {
    const { answers, hosts, keep, before, log } = context
    const leaf = await keptLeaf(keep)
    if (!leaf) return
    for (const host of hostsWith(answers.lab, 'exchange')) {
      const all = await certificatesOn(hosts, host.name)
      const held = all.find(({ thumbprint }) => thumbprint === leaf.sha1)
      if (!held || lackingOf(answers, held).length > 0) {
        await keepServices(before, host.name, all, leaf.sha1)
        // Owed before it is enabled: a run that dies in between still restarts IIS.
        await oweRestart(keep, host.name, reasonOf(leaf))
        const commands = enableFor(host.name, leaf.sha1, enabling(answers))
        await (await hosts.exchange(host.name)).run(commands, { write: true })
        log(`enabled ${leaf.sha1} for ${enabling(answers).services.join(', ')}`, { host: host.name, level: 'good' })
      }
      if (await notServed(host, leaf, context)) await restartIis(context, host.name, reasonOf(leaf))
      await awaitServed(host, leaf, context)
    }
  },

  async undo(context) {
    for (const host of exchangeServers(context.answers)) {
      await giveServicesBack(context, host)
      if ((await owedRestart(context.keep, host))?.reason === givenBack) await restartIis(context, host, givenBack)
    }
  },
}

const reasonOf = ({ sha1 }: Certificate) => `the certificate ${sha1} was enabled for IIS`

/** What the certificate must be seen to serve. SMTP only where it is to be the default one: else Exchange does not show it. */
function lackingOf(answers: Answers, held: ExchangeCertificate): string[] {
  return enabling(answers).services.filter((service) => !held.services.includes(service))
}

/** Why a client is not shown the certificate by this server yet; nothing where it is, and no restart is owed. */
async function notServed(host: LabHost, leaf: Certificate, context: Context): Promise<string | undefined> {
  const owed = await owedRestart(context.keep, host.name)
  if (owed?.reason === reasonOf(leaf))
    return `IIS on ${host.name} has not been restarted since the certificate was enabled.`
  const served = await servedBy(host, context)
  if (typeof served === 'string') return served
  if (served.sha256 === leaf.sha256) return undefined
  return `${host.name} answers on port 443 with another certificate: ${served.subject}, SHA-1 ${served.sha1}.`
}

/** What a client would be shown; or, where it would be shown nothing, why. */
async function servedBy(
  { name, address }: LabHost,
  { answers, hosts, signal }: Context,
): Promise<Certificate | string> {
  try {
    const { dial } = hosts
    return (await servedCertificate({ dial, address, port: 443, servername: answers.lab.mailName, signal })).leaf
  } catch (error) {
    const silent = error instanceof Failure && (error.code === 'tls' || error.code === 'unreachable')
    if (silent) return `${name} serves no certificate on port 443: ${error.message}`
    throw error
  }
}

async function awaitServed(host: LabHost, leaf: Certificate, context: Context): Promise<void> {
  let why: string | undefined
  const ask = async () => {
    why = await notServed(host, leaf, context)
    return why === undefined ? true : undefined
  }
  if (await until(ask, { withinMs: 30_000, signal: context.signal }))
    return context.log(`port 443 shows ${leaf.sha1}`, { host: host.name, level: 'good' })
  throw new Failure('not-verified', {
    message: `The certificate was enabled and IIS restarted, but ${why}`,
    remedy: `Look at the bindings of the Default Web Site in IIS Manager on ${host.name}: port 443 must have ${leaf.sha1}, and no second binding with a host name may stand before it.`,
  })
}

/** Whose services the certificate takes over, as the plan says it. */
function handovers(answers: Answers, { sha1 }: Certificate, all: readonly ExchangeCertificate[]): string {
  const taken = enabling(answers).services.filter((service) => service !== 'SMTP')
  return taken
    .flatMap((service) => {
      const held = all.find(({ thumbprint, services }) => thumbprint !== sha1 && services.includes(service))
      return held ? [`${service}: ${held.thumbprint} (${held.friendlyName || held.subject}) → ${sha1}.`] : []
    })
    .join(' ')
}

const inWords = (answers: Answers, held: ExchangeCertificate, all: readonly ExchangeCertificate[]) =>
  `port 443 shows ${held.thumbprint}, which serves ${held.services.join(', ')}. ${smtpInWords(answers, all)}`.trim()

const notImported = (host: string, { sha1 }: Certificate) =>
  blocked(
    `${host} does not hold the certificate ${sha1} with its private key yet.`,
    'Run “Import the certificate on every Exchange server” first.',
    { part: 'client-access', step: 'import-certificate', label: 'Go to the import' },
  )

/** POP and IMAP look for a name of their own; Microsoft asks not to give them a wildcard. */
function wildcardRefusal({ 'client-access': { wildcard, services } }: Answers) {
  const unfit = services.filter((service) => service === 'POP' || service === 'IMAP')
  if (!wildcard || unfit.length === 0) return undefined
  return blocked(
    `A wildcard certificate cannot serve ${unfit.join(' and ')}: Exchange looks for a full name in it.`,
    'Take the wildcard away, or take POP and IMAP out of the services.',
    { part: 'client-access', tab: 'answers', field: 'services', label: 'Go to the services' },
  )
}
