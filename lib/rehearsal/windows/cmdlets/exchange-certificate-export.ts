import { toPfx } from '#lib/protocols/x509/pfx.ts'
import { Secret } from '#lib/secret.ts'
import { requestText } from '../certificates/request.ts'
import { type CmdletCall, isSwitched, textParameter } from '../powershell/cmdlet.ts'
import { notSimulated } from '../powershell/script-error.ts'
import { SecureText } from '../powershell/value.ts'
import { parsed } from '../state/certificates.ts'
import { writeFile } from '../state/files.ts'
import { binaryFileData } from './binary-file-data.ts'
import { rpcError, thumbprintNotFound } from './exchange-certificate-faults.ts'
import {
  askedThumbprint,
  atOwnServer,
  certificateNamed,
  type PlacedCertificate,
} from './exchange-certificate-places.ts'
import { isWhatIf } from './exchange-object.ts'

/** The certificate with its key as PKCS#12, or a pending request once more. */
export async function exportCertificate(call: CmdletCall): Promise<void> {
  atOwnServer(call)
  const found = certificateNamed(call)
  if (!found) throw rpcError(call, thumbprintNotFound(askedThumbprint(call) ?? ''))
  const isPending = found.store === 'REQUEST'
  const bytes = isPending ? Buffer.from(found.kept.requestDer ?? '', 'base64') : pfxOf(call, found)
  if (isWhatIf(call)) return
  const text = isPending ? requestText(bytes) : bytes.toString('base64')
  const isBinary = isSwitched(call, 'BinaryEncoded')
  const file = textParameter(call, 'FileName')
  if (file)
    await call.host.state.change((draft) => writeFile(draft, file, isBinary ? bytes : Buffer.from(text, 'latin1')))
  else call.streams.output(isBinary ? binaryFileData(bytes) : text)
}

function pfxOf(call: CmdletCall, { kept }: PlacedCertificate): Buffer {
  if (!kept.keyPem || !kept.exportable)
    throw rpcError(
      call,
      'The private key could not be exported as PKCS-12. Either it could not be accessed or is not exportable.',
    )
  const password = call.parameters.get('Password')
  if (!(password instanceof SecureText)) throw notSimulated('Export-ExchangeCertificate without -Password')
  return toPfx({
    key: new Secret(kept.keyPem),
    chainPem: parsed(kept).toString(),
    password: new Secret(password.plain),
    friendlyName: kept.friendlyName ?? '',
    strength: '3des',
  })
}
