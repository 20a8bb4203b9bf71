import type { Cmdlet, CmdletCall, Cmdlets } from '../powershell/cmdlet.ts'

/**
 * The certificates of an Exchange server, from the request to the service that uses one. Each is loaded when it is first
 * called: the libraries behind them would fill the memory of hosts that have no use for them.
 */
export const exchangeCertificateCmdlets: Cmdlets = {
  'New-ExchangeCertificate': later(async () => (await import('./exchange-certificate-new.ts')).newCertificate),
  'Get-ExchangeCertificate': later(async () => (await import('./exchange-certificate-get.ts')).getCertificates),
  'Import-ExchangeCertificate': later(async () => (await import('./exchange-certificate-import.ts')).importCertificate),
  'Export-ExchangeCertificate': later(async () => (await import('./exchange-certificate-export.ts')).exportCertificate),
  'Enable-ExchangeCertificate': later(async () => (await import('./exchange-certificate-enable.ts')).enableCertificate),
  'Remove-ExchangeCertificate': later(async () => (await import('./exchange-certificate-remove.ts')).removeCertificate),
}

function later(load: () => Promise<(call: CmdletCall) => Promise<void>>): Cmdlet {
  return { run: async (call) => (await load())(call) }
}
