import { fetchUrl } from '../certificates/fetch-url.ts'
import { type CmdletCall, CmdletError, type Cmdlets, textParameter } from '../powershell/cmdlet.ts'
import { notSimulated } from '../powershell/script-error.ts'
import { Hashtable, NetObject } from '../powershell/value.ts'

/** A plain GET over http, by the names that the host's DNS server knows. */
export const webRequestCmdlets: Cmdlets = { 'Invoke-WebRequest': { run: invokeWebRequest } }

async function invokeWebRequest(call: CmdletCall): Promise<void> {
  const uri = textParameter(call, 'Uri') ?? ''
  const method = textParameter(call, 'Method') ?? 'Get'
  if (!/^http:/i.test(uri) || !/^(get|default)$/i.test(method)) throw notSimulated(`Invoke-WebRequest ${method} ${uri}`)
  const fetched = await fetchUrl(call.host, uri, { signal: call.signal, usesProxy: false })
  if ('error' in fetched) throw webError(new URL(uri), fetched)
  const { bytes, contentType } = fetched
  const isText = /^(text\/|application\/(json|xml))/i.test(contentType)
  call.streams.output(
    new NetObject([`Microsoft.PowerShell.Commands.${isText ? 'Html' : ''}WebResponseObject`], {
      StatusCode: 200,
      StatusDescription: 'OK',
      Content: isText ? bytes.toString('latin1') : new Uint8Array(bytes),
      Headers: Hashtable.of({ 'Content-Type': contentType, 'Content-Length': String(bytes.length) }),
      RawContentLength: bytes.length,
    }),
  )
}

const redirected =
  'The maximum redirection count has been exceeded. To increase the number of redirections allowed, supply a higher value to the -MaximumRedirection parameter.'

type Refused = { code: string; status?: number; reason?: string }

function webError({ hostname }: URL, { code, status, reason }: Refused): CmdletError {
  const message =
    status !== undefined && status >= 300 && status < 400
      ? redirected
      : status !== undefined
        ? `The remote server returned an error: (${status}) ${reason}.`
        : {
            '0x80072ee7': `The remote name could not be resolved: '${hostname}'`,
            '0x80072ee2': 'The operation has timed out.',
          }[code]
  return new CmdletError({
    message: message ?? 'Unable to connect to the remote server',
    exception: 'System.Net.WebException',
    id: 'WebCmdletWebResponseException',
    category: 'InvalidOperation',
  })
}
