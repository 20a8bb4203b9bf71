import { type CmdletCall, textParameters } from '../powershell/cmdlet.ts'
import { rpcFault, thumbprintNotFound } from './exchange-certificate-faults.ts'
import { domainsOf, exchangeCertificate } from './exchange-certificate-object.ts'
import { askedThumbprint, atOwnServer, certificatesOf } from './exchange-certificate-places.ts'
import { report } from './faults.ts'

export async function getCertificates(call: CmdletCall): Promise<void> {
  atOwnServer(call)
  const asked = askedThumbprint(call)
  const domains = textParameters(call, 'DomainName').map((name) => name.toLowerCase())
  const found = certificatesOf(call.host.state.read()).filter(
    (one) => (!asked || one.thumbprint === asked) && domains.every((name) => covers(domainsOf(one), name)),
  )
  if (asked && found.length === 0)
    return report(call, 'Get-ExchangeCertificate', rpcFault(call.host, thumbprintNotFound(asked)))
  for (const one of found) call.streams.output(await exchangeCertificate(call, one))
}

function covers(names: readonly string[], wanted: string): boolean {
  return names.some((name) => name.toLowerCase() === wanted || name.toLowerCase() === wanted.replace(/^[^.]+/, '*'))
}
