import { X509Certificate } from 'node:crypto'
import type { Program } from '../powershell/cmdlet.ts'
import type { Scope } from '../powershell/scope.ts'
import { notSimulated } from '../powershell/script-error.ts'
import { textOf } from '../powershell/value.ts'
import { parsed } from '../state/certificates.ts'
import { fileBytes, keptPath } from '../state/files.ts'
import { windowsName } from './certificate-object.ts'
import { verifyLines } from './certutil-verify.ts'
import { programWords } from './program-words.ts'

/** The verbs of certutil that an administrator needs for a certificate: verify, look into a store, forget what is cached. */
export const certutil: Program = async (given, scope) => {
  const [verb = '', ...words] = programWords(given)
  const name = verb.replace(/^[-/]/, '').toLowerCase()
  const run = verbs[name]
  if (!run) throw notSimulated(`certutil ${[verb, ...words].join(' ')}`)
  const { exitCode, lines } = await run(words, scope)
  const fault = exitCode === 0 ? undefined : faults[exitCode]
  const end = fault
    ? `CertUtil: -${name} command FAILED: ${fault}`
    : `CertUtil: -${name} command completed successfully.`
  for (const line of [...lines, end, ...(fault ? [`CertUtil: ${fault.replace(/ 0x.*/, '')}`] : [])])
    scope.streams.output(line)
  scope.session.lastExitCode = exitCode
}

type Ended = { exitCode: number; lines: string[] }
type Verb = (words: readonly string[], scope: Scope) => Promise<Ended> | Ended

const notFound = -2147024894
const noObject = -2146885628
const badData = -2146881269
const faults: Readonly<Record<number, string>> = {
  [notFound]: 'The system cannot find the file specified. 0x80070002 (WIN32: 2 ERROR_FILE_NOT_FOUND)',
  [noObject]: 'Cannot find object or property. 0x80092004 (-2146885628 CRYPT_E_NOT_FOUND)',
  [badData]: 'ASN1 bad tag value met. 0x8009310b (ASN: 267 CRYPT_E_ASN1_BADTAG)',
}

const verbs: Readonly<Record<string, Verb>> = { verify, store, urlcache, setreg }

async function verify(words: readonly string[], { host, signal }: Scope): Promise<Ended> {
  const isFetching = words.some((word) => /^[-/]urlfetch$/i.test(word))
  const file = words.find((word) => !/^[-/]/.test(word)) ?? ''
  const state = host.state.read()
  if (!keptPath(state, file)) return { exitCode: notFound, lines: [`LoadCert(Cert) returned ${faults[notFound]}`] }
  const leaf = certificateIn(fileBytes(state, file))
  if (!leaf) return { exitCode: badData, lines: [`LoadCert(Cert) returned ${faults[badData]}`] }
  return { exitCode: 0, lines: await verifyLines(host, leaf, { signal, isFetching }) }
}

function certificateIn(bytes: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes)
  } catch {
    return undefined
  }
}

function store(words: readonly string[], { host }: Scope): Ended {
  const [asked = 'My', thumbprint] = words
  const { certificates } = host.state.read()
  const name = Object.keys(certificates).find((one) => one.toLowerCase() === asked.toLowerCase())
  const wanted = thumbprint?.replaceAll(/\s/g, '').toUpperCase()
  const found = Object.entries(certificates[name ?? ''] ?? {}).filter(([one]) => !wanted || one === wanted)
  if (wanted && found.length === 0) return { exitCode: noObject, lines: [asked] }
  const lines = found.flatMap(([sha1, kept], at) => {
    const certificate = parsed(kept)
    return [
      `================ Certificate ${at} ================`,
      `Serial Number: ${certificate.serialNumber.toLowerCase()}`,
      `Issuer: ${windowsName(certificate.issuer)}`,
      ` NotBefore: ${textOf(new Date(certificate.validFrom))}`,
      ` NotAfter: ${textOf(new Date(certificate.validTo))}`,
      `Subject: ${windowsName(certificate.subject)}`,
      certificate.subject === certificate.issuer ? 'Signature matches Public Key' : 'Non-root Certificate',
      `Cert Hash(sha1): ${sha1.toLowerCase().match(/../g)?.join(' ')}`,
      ...(kept.keyPem
        ? keyLines(kept.provider, kept.exportable === true)
        : ['  No key provider information', 'Cannot find the certificate and private key for decryption.']),
      '',
    ]
  })
  return { exitCode: 0, lines: [asked, ...lines] }
}

/** The provider that Windows falls back to where a PFX names none. */
const fallback = 'Microsoft Enhanced Cryptographic Provider v1.0'

function keyLines(provider: string | undefined, isExportable: boolean): string[] {
  return [
    `  Provider = ${provider ?? fallback}`,
    ...(isExportable ? [] : ['Private key is NOT exportable']),
    'Encryption test passed',
  ]
}

/** `certutil -urlcache [crl|*|URL] delete` */
async function urlcache(words: readonly string[], { host }: Scope): Promise<Ended> {
  const isDeleting = words.some((word) => word.toLowerCase() === 'delete')
  const [what = '*'] = words.filter((word) => word.toLowerCase() !== 'delete')
  const cache = host.state.read().urlCache ?? {}
  const isMeant = (url: string) =>
    what === '*' || what === url || (what.toLowerCase() === 'crl' && url.endsWith('.crl'))
  const urls = Object.keys(cache).filter(isMeant)
  if (!isDeleting) return { exitCode: 0, lines: urls }
  await host.state.change((draft) => {
    for (const url of urls) delete draft.urlCache?.[url]
  })
  return { exitCode: 0, lines: urls.map((url) => `Deleted ${url}`) }
}

/** `certutil -setreg chain\ChainCacheResyncFiletime @now`: whatever was fetched before now is asked for again. */
async function setreg([name = '', value = '']: readonly string[], { host }: Scope): Promise<Ended> {
  if (!/^chain\\ChainCacheResyncFiletime$/i.test(name) || value.toLowerCase() !== '@now')
    throw notSimulated(`certutil -setreg ${name} ${value}`)
  await host.state.change((draft) => {
    draft.urlCache = {}
  })
  return {
    exitCode: 0,
    lines: [
      'Software\\Microsoft\\Cryptography\\OID\\EncodingType 0\\CertDllCreateCertificateChainEngine\\Config:',
      '  ChainCacheResyncFiletime REG_BINARY = now',
    ],
  }
}
