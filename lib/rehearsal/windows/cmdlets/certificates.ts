import { X509Certificate } from 'node:crypto'
import { type CmdletCall, CmdletError, type Cmdlets, textParameter } from '../powershell/cmdlet.ts'
import { thumbprintOf } from '../state/certificates.ts'
import { fileBytes, keptPath } from '../state/files.ts'
import { certificateObject } from './certificate-object.ts'
import { invalid, pathNotFound } from './faults.ts'
import { keptCertificate, locate } from './location.ts'

/** Module PKI of Windows Server 2012 R2. */
export const certificateCmdlets: Cmdlets = { 'Import-Certificate': { run: importCertificate } }

async function importCertificate(call: CmdletCall): Promise<void> {
  const state = call.host.state.read()
  const path = textParameter(call, 'FilePath') ?? ''
  const kept = keptPath(state, locate(path, call.session).path)
  if (!kept) throw fileNotFound()
  const place = locate(textParameter(call, 'CertStoreLocation') ?? 'Cert:\\LocalMachine\\My', call.session)
  const { store } = keptCertificate(state, place.path)
  if (place.provider !== 'certificate' || !store) throw new CmdletError(pathNotFound(place.shown))

  for (const der of certificatesIn(fileBytes(state, kept))) {
    const thumbprint = thumbprintOf({ der })
    const there = await call.host.state.change((draft) => {
      const certificates = draft.certificates[store] ?? {}
      // A certificate that is there keeps its key and its friendly name.
      const certificate = certificates[thumbprint] ?? { der }
      draft.certificates[store] = { ...certificates, [thumbprint]: certificate }
      return certificate
    })
    call.streams.output(certificateObject(there, store))
  }
}

/** DER, base64 with or without its frame lines; several certificates one after the other in PEM. */
function certificatesIn(bytes: Buffer): string[] {
  const pem = bytes.toString('latin1').match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)
  try {
    if (pem) return pem.map((one) => new X509Certificate(one).raw.toString('base64'))
    return [new X509Certificate(bytes).raw.toString('base64')]
  } catch {
    throw invalid('Cannot find the requested object. 0x80092009 (-2146885623 CRYPT_E_NO_MATCH)')
  }
}

function fileNotFound(): CmdletError {
  return new CmdletError({
    message: 'The certificate file could not be found.',
    exception: 'System.IO.FileNotFoundException',
    id: 'System.IO.FileNotFoundException',
    category: 'NotSpecified',
  })
}
