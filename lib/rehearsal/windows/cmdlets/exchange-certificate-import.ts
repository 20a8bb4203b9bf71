import { createPrivateKey, X509Certificate } from 'node:crypto'
import { type ImportedData, readImported } from '../certificates/imported-data.ts'
import { type CmdletCall, textParameter } from '../powershell/cmdlet.ts'
import { isTrue, listOf, SecureText } from '../powershell/value.ts'
import { thumbprintOf } from '../state/certificates.ts'
import { fileBytes } from '../state/files.ts'
import type { HostState, KeptCertificate } from '../state/host-state.ts'
import { rpcError } from './exchange-certificate-faults.ts'
import { exchangeCertificate } from './exchange-certificate-object.ts'
import { atOwnServer } from './exchange-certificate-places.ts'
import { isWhatIf } from './exchange-object.ts'

export async function importCertificate(call: CmdletCall): Promise<void> {
  atOwnServer(call)
  const data = readOrRefuse(call)
  const state = call.host.state.read()
  const leaf = leafOf(data, state)
  const thumbprint = thumbprintOf({ der: leaf })
  if (state.certificates.My?.[thumbprint])
    throw rpcError(call, `Cannot import certificate. A certificate with the thumbprint ${thumbprint} already exists.`)
  if (isWhatIf(call)) return

  const kept = await call.host.state.change((draft) => {
    const placed = certificateFor(call, data, leaf, draft)
    draft.certificates.My = { ...draft.certificates.My, [thumbprint]: placed }
    // Issuers that came along go where chains are built from; a root is trusted by nobody for having been in a file.
    for (const der of data.certificates) if (der !== leaf && !isRoot(der)) keepIssuer(draft, der)
    return placed
  })
  call.streams.output(await exchangeCertificate(call, { thumbprint, kept, store: 'My' }))
}

function readOrRefuse(call: CmdletCall): ImportedData {
  const password = call.parameters.get('Password')
  try {
    return readImported(bytesOf(call), password instanceof SecureText ? password.plain : undefined, opensAes(call))
  } catch {
    throw rpcError(call, 'The source data cannot be imported or the wrong password was specified.')
  }
}

function bytesOf(call: CmdletCall): Buffer {
  const data = call.parameters.get('FileData')
  if (data instanceof Uint8Array) return Buffer.from(data)
  const file = textParameter(call, 'FileName')
  if (file) return fileBytes(call.host.state.read(), file)
  return Buffer.from(listOf(call.parameters.get('Instance')).join(''), 'latin1')
}

/** From Windows Server 2019 on, build 17763. */
function opensAes({ host }: CmdletCall): boolean {
  const key = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'
  return Number(host.state.read().registry[key]?.CurrentBuild?.value) >= 17_763
}

/** Of several certificates the one that has its key here, or that signed none of the others. */
function leafOf({ certificates, keyPem }: ImportedData, state: Readonly<HostState>): string {
  const keys = [keyPem, ...Object.values(state.certificates.REQUEST ?? {}).map((kept) => kept.keyPem)]
  const all = certificates.map((der) => ({ der, certificate: new X509Certificate(Buffer.from(der, 'base64')) }))
  const own = all.find(({ certificate }) =>
    keys.some((key) => key && certificate.checkPrivateKey(createPrivateKey(key))),
  )
  const last = all.find(({ certificate }) => !all.some((other) => other.certificate.issuer === certificate.subject))
  return (own ?? last ?? all[0])?.der ?? ''
}

/** With the key that came along, or with that of the request which it answers; else it stands there without one. */
function certificateFor(call: CmdletCall, data: ImportedData, der: string, draft: HostState): KeptCertificate {
  const asked = textParameter(call, 'FriendlyName')
  if (data.keyPem) {
    const friendlyName = asked ?? data.friendlyName
    return {
      der,
      keyPem: data.keyPem,
      exportable: isTrue(call.parameters.get('PrivateKeyExportable')),
      ...(friendlyName && { friendlyName }),
      ...(data.provider && { provider: data.provider }),
    }
  }
  const certificate = new X509Certificate(Buffer.from(der, 'base64'))
  const requests = draft.certificates.REQUEST ?? {}
  const answered = Object.entries(requests).find(
    ([, { keyPem }]) => keyPem && certificate.checkPrivateKey(createPrivateKey(keyPem)),
  )
  if (!answered) return { der, ...(asked && { friendlyName: asked }) }
  const [pending, { requestDer: _, ...kept }] = answered
  delete requests[pending]
  return { ...kept, der, ...(asked && { friendlyName: asked }) }
}

function keepIssuer(draft: HostState, der: string): void {
  const thumbprint = thumbprintOf({ der })
  draft.certificates.CA = { [thumbprint]: { der }, ...draft.certificates.CA }
}

function isRoot(der: string): boolean {
  const { subject, issuer } = new X509Certificate(Buffer.from(der, 'base64'))
  return subject === issuer
}
