import { makeRequest, requestText } from '../certificates/request.ts'
import { commonNameIn, x500Name } from '../certificates/x500-name.ts'
import { type CmdletCall, CmdletError, isSwitched, textParameter, textParameters } from '../powershell/cmdlet.ts'
import { notSimulated } from '../powershell/script-error.ts'
import { isTrue } from '../powershell/value.ts'
import { thumbprintOf } from '../state/certificates.ts'
import { writeFile } from '../state/files.ts'
import { timeOf } from '../windows-host.ts'
import { binaryFileData } from './binary-file-data.ts'
import { rpcError } from './exchange-certificate-faults.ts'
import { atOwnServer } from './exchange-certificate-places.ts'
import { exchangeFault } from './exchange-faults.ts'
import { isWhatIf } from './exchange-object.ts'

/** Makes a request with a key of its own. A self-signed certificate is not made: the rehearsal needs none. */
export async function newCertificate(call: CmdletCall): Promise<void> {
  if (!isSwitched(call, 'GenerateRequest')) throw notSimulated('New-ExchangeCertificate without -GenerateRequest')
  atOwnServer(call)
  const subject = x500Name(textParameter(call, 'SubjectName') ?? `CN=${call.host.config.name}`)
  const bits = Number(textParameter(call, 'KeySize') ?? 2048)
  if (![1024, 2048, 4096].includes(bits))
    throw rpcError(call, `The key size ${bits} is not valid. Valid values are 1024, 2048 and 4096.`)
  const names = namesFor(call, commonNameIn(subject))
  if (isWhatIf(call)) return

  const { der, pending } = await makeRequest({
    subject,
    names,
    bits,
    exportable: isTrue(call.parameters.get('PrivateKeyExportable')),
    friendlyName: textParameter(call, 'FriendlyName') ?? 'Microsoft Exchange',
    now: timeOf(call.host),
  })
  const isBinary = isSwitched(call, 'BinaryEncoded')
  const file = textParameter(call, 'RequestFile')
  await call.host.state.change((draft) => {
    if (file) writeFile(draft, file, isBinary ? der : Buffer.from(requestText(der), 'latin1'))
    draft.certificates.REQUEST = { ...draft.certificates.REQUEST, [thumbprintOf(pending)]: pending }
  })
  if (!file) call.streams.output(isBinary ? binaryFileData(der) : requestText(der))
}

/** The common name counts as a name where it is one; none is there twice. */
function namesFor(call: CmdletCall, commonName: string | undefined): string[] {
  const asked = textParameters(call, 'DomainName').flatMap((text) => text.split(',').map((name) => name.trim()))
  const strange = asked.find((name) => !domain.test(name))
  if (strange !== undefined)
    throw new CmdletError({
      ...exchangeFault(call.host, 'FormatException', `"${strange}" isn't a valid SMTP domain.`),
      category: 'InvalidArgument',
    })
  const all = commonName && domain.test(commonName) ? [...asked, commonName] : asked
  return all.filter((name, at) => all.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === at)
}

const domain = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i
