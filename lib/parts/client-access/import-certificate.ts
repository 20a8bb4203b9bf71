import { randomBytes } from 'node:crypto'
import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { noPassword } from '#lib/parts/no-password.ts'
import { previousName } from '#lib/parts/pki/kept-pair.ts'
import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'
import { type Certificate, keyBelongsTo, keyIn, parseCertificate } from '#lib/protocols/x509/certificate.ts'
import { derOf } from '#lib/protocols/x509/pem.ts'
import { toPfx } from '#lib/protocols/x509/pfx.ts'
import { readPfx } from '#lib/protocols/x509/read-pfx.ts'
import { Secret } from '#lib/secret.ts'
import { blocked, type Change, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { exportPfx, importAnswer, importPfx, removeCertificate } from './certificate-pipelines.ts'
import { certificatesOn, type ExchangeCertificate } from './exchange-certificates.ts'
import { exchangeServers } from './exchange-servers.ts'
import { keptLeaf, noLeaf } from './kept-leaf.ts'
import { keyPlace } from './key-place.ts'
import { shownImports } from './shown-imports.ts'

type Context = StepContext<Answers>

export const importCertificate: Step<Answers> = {
  id: 'import-certificate',
  title: 'Import the certificate on every Exchange server',
  purpose:
    'The server that made the request takes its certificate; then certificate and key go together, under a password that is used once, to every other Exchange server and into Fairlead’s vault for HAProxy.',
  hostsOf: (answers) => [...exchangeServers(answers), 'Fairlead'],
  timeoutMs: 300_000,

  async check(context) {
    const { answers, keep, prove } = context
    const leaf = await keptLeaf(keep)
    if (!leaf) return noLeaf
    if (!(await keep.readSecret(kept.windowsPassword))) return noPassword(answers)
    const found = await look(context, leaf)
    const keyless = found.find(({ held }) => held && !held.hasPrivateKey)
    if (keyless) return withoutKey(keyless.host, leaf)
    const place = await keyPlace(context, keyIn(parseCertificate(leaf.pem)))
    if (!place) return keyNowhere(leaf)
    const lacking = found.filter(({ held }) => !held).map(({ host }) => host)
    if (lacking.length > 0) return unsatisfied(`The certificate ${leaf.sha1} is not on ${lacking.join(' and ')} yet.`)
    if (place.at !== 'fairlead')
      return unsatisfied('Fairlead does not keep the key of the certificate yet; HAProxy needs it.')
    prove({ kind: 'fact', subject: 'imported-certificate', data: found.map(inWords) })
    return satisfied(`${found.length} Exchange servers hold ${leaf.sha1} with its private key.`)
  },

  async plan(context): Promise<Change[]> {
    const leaf = await keptLeaf(context.keep)
    if (!leaf) return []
    const place = await keyPlace(context, keyIn(parseCertificate(leaf.pem)))
    const lacking = (await look(context, leaf)).filter(({ held }) => !held).map(({ host }) => host)
    return place ? shownImports(leaf, { place, lacking, friendlyName: nameOf(context) }) : []
  },

  async apply(context) {
    const { hosts, keep, log } = context
    const leaf = await keptLeaf(keep)
    if (!leaf) return
    const place = await keyPlace(context, keyIn(parseCertificate(leaf.pem)))
    if (place?.at === 'request') {
      const session = await hosts.exchange(place.host)
      await oursFrom(context, place.host, leaf)
      await session.run(importAnswer(place.host, new Uint8Array(derOf(leaf.pem, 'CERTIFICATE'))), { write: true })
      log(`imported ${leaf.sha1}: the pending request is complete`, { host: place.host, level: 'good' })
    }
    const pfx = await pfxOf(context, leaf, place && 'host' in place ? place.host : undefined)
    for (const { host, held } of await look(context, leaf)) {
      if (held) continue
      await oursFrom(context, host, leaf)
      await (await hosts.exchange(host)).run(importPfx(host, pfx), { write: true })
      log(`imported ${leaf.sha1} with its private key`, { host, level: 'good' })
    }
  },

  /** Only what this Step imported goes, and only when nothing is served with it any more. */
  async undo(context) {
    const { answers, hosts, keep, before, log } = context
    for (const host of exchangeServers(answers)) {
      for (const { thumbprint, services } of await certificatesOn(hosts, host)) {
        if ((await before.recall(importOf(host, thumbprint))) === undefined) continue
        const serves = services.filter((service) => service !== 'SMTP')
        if (serves.length > 0) throw stillServing(host, serves)
        await (await hosts.exchange(host)).run(removeCertificate(host, thumbprint), { write: true })
        log(`removed ${thumbprint}`, { host })
      }
    }
    if ((await before.recall('key exported')) !== undefined) await keep.remove(kept.leafKey)
  },
}

const nameOf = ({ answers }: Context) => answers['client-access'].friendlyName

type Look = { host: string; held: ExchangeCertificate | undefined; namesakes: string[] }

/** By thumbprint: a certificate of the same name but another key is another certificate, and is left alone. */
async function look({ answers, hosts }: Context, { sha1, subject }: Certificate): Promise<Look[]> {
  const looks: Look[] = []
  for (const host of exchangeServers(answers)) {
    const all = await certificatesOn(hosts, host)
    const commonName = /CN=[^,]+/.exec(subject)?.[0] ?? subject
    const namesakes = all.filter((one) => one.thumbprint !== sha1 && one.subject.includes(commonName))
    looks.push({
      host,
      held: all.find(({ thumbprint }) => thumbprint === sha1),
      namesakes: namesakes.map(({ thumbprint }) => thumbprint),
    })
  }
  return looks
}

/** Kept before the import: a run that dies after it must know it for its own. */
const oursFrom = ({ before }: Context, host: string, { sha1 }: Certificate) => before.keep(importOf(host, sha1), null)
const importOf = (host: string, thumbprint: string) => `${host} ${thumbprint}`

/** Certificate and key in one file under a password that is used for this run only. */
async function pfxOf(context: Context, leaf: Certificate, holder: string | undefined) {
  const { keep, hosts, before, log } = context
  const password = new Secret(randomBytes(24).toString('base64url'))
  const friendlyName = nameOf(context)
  const key = await keep.readSecret(kept.leafKey)
  if (key && keyBelongsTo(key, leaf.pem)) {
    const intermediate = (await keep.read(kept.intermediateCertificate)) ?? ''
    const data = toPfx({ key, chainPem: leaf.pem + intermediate, password, friendlyName, strength: '3des' })
    return { data: new Uint8Array(data), password, friendlyName }
  }
  if (!holder) throw new Failure('blocked', { message: keyNowhere(leaf).detail, remedy: 'Look again.' })

  const data = fileIn(await (await hosts.exchange(holder)).run(exportPfx(holder, leaf.sha1, password)), holder)
  const opened = readPfx(data, password)
  if (!keyBelongsTo(opened.key, leaf.pem))
    throw new Failure('remote-error', {
      message: `${holder} exported another key than that of ${leaf.sha1}.`,
      remedy: 'Look at the certificates of this server in the Exchange admin center, then look again.',
    })
  if (key) await keep.writeSecret(previousName(kept.leafKey), key)
  else await before.keep('key exported', null)
  await keep.writeSecret(kept.leafKey, opened.key)
  log('keeps the key of the certificate, sealed, for HAProxy', { host: 'Fairlead', level: 'good' })
  return { data, password, friendlyName }
}

/** `FileData` of what Export-ExchangeCertificate puts out with `-BinaryEncoded`. */
function fileIn(output: readonly Plain[], host: string): Uint8Array {
  for (const one of output) {
    if (one instanceof Uint8Array) return one
    if (typeof one !== 'object' || one === null || Array.isArray(one) || !('FileData' in one)) continue
    const { FileData: data } = one
    if (data instanceof Uint8Array) return data
    if (Array.isArray(data)) return Uint8Array.from(data.map(Number))
  }
  throw new Failure('protocol', {
    message: `${host} answered Export-ExchangeCertificate without a file.`,
    remedy: 'Run the command of the log in the Exchange Management Shell and look at what it says.',
  })
}

const inWords = ({ host, held, namesakes }: Look) => ({
  name: host,
  value: [
    `${held?.thumbprint} (${held?.friendlyName}), with its private key`,
    ...namesakes.map((thumbprint) => `left alone: ${thumbprint}, of the same name`),
  ].join('; '),
})

const withoutKey = (host: string, { sha1 }: Certificate) =>
  blocked(
    `${host} holds the certificate ${sha1}, but without its private key, so no service can use it.`,
    `On ${host}, run “certutil -repairstore my ${sha1}” where the key is on that server; otherwise remove this certificate there and look again: it is then imported with its key.`,
  )

const keyNowhere = ({ sha1 }: Certificate) =>
  blocked(
    `The private key of the certificate ${sha1} is neither kept by Fairlead nor on an Exchange server.`,
    'Run “Request the certificate for mail and Autodiscover” again: it makes a new key, and the certificate is issued for that one.',
    { part: 'client-access', step: 'request-certificate', label: 'Go to the request' },
  )

const stillServing = (host: string, services: readonly string[]) =>
  new Failure('blocked', {
    message: `${host} still uses the certificate for ${services.join(' and ')}.`,
    remedy: 'Undo “Enable the certificate” first: it gives the services back.',
    fix: { part: 'client-access', step: 'enable-certificate', label: 'Go to the enabling' },
  })
