import type { CmdletCall } from '../powershell/cmdlet.ts'
import { certificateServices, iisThumbprint } from '../state/exchange-certificates.ts'
import { isConfirmed } from './ask-person.ts'
import { rpcError, thumbprintNotFound } from './exchange-certificate-faults.ts'
import { askedThumbprint, atOwnServer, certificateNamed } from './exchange-certificate-places.ts'
import { isWhatIf } from './exchange-object.ts'

/** Takes a certificate, or a pending request, out of its store with its key; never the one that servers encrypt with. */
export async function removeCertificate(call: CmdletCall): Promise<void> {
  atOwnServer(call)
  const found = certificateNamed(call)
  if (!found) throw rpcError(call, thumbprintNotFound(askedThumbprint(call) ?? ''))
  const { thumbprint, store } = found
  const question = `Are you sure you want to perform this action?\r\nRemove certificate with thumbprint ${thumbprint} from the computer's certificate store?`
  if (isWhatIf(call)) return
  if (call.parameters.get('Confirm') !== false && !(await isConfirmed(call, question))) return

  const state = call.host.state.read()
  const { defaultSmtp, imap, pop } = certificateServices(state)
  if (thumbprint === defaultSmtp) throw rpcError(call, internalTransport)
  const used = [
    ...(iisThumbprint(state) === thumbprint ? ['IIS'] : []),
    ...(pop === thumbprint ? ['POP'] : []),
    ...(imap === thumbprint ? ['IMAP'] : []),
  ]
  if (used.length > 0)
    throw rpcError(
      call,
      `The certificate with thumbprint ${thumbprint} can't be removed because it is used by ${used.join(', ')}.`,
    )
  await call.host.state.change((draft) => {
    delete draft.certificates[store]?.[thumbprint]
    const services = certificateServices(draft)
    draft.certificateServices = { ...services, smtp: services.smtp.filter((one) => one !== thumbprint) }
  })
}

const internalTransport =
  'The internal transport certificate cannot be removed because that would cause the Microsoft Exchange Transport service to stop. To replace the internal transport certificate, create a new certificate. The new certificate will automatically become the internal transport certificate. You can then remove the existing certificate.'
