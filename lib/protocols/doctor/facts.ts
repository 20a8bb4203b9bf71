import type { Credential } from '../ntlm/identity.ts'
import { type Plain, plain } from '../psrp/clixml/plain.ts'
import type { PsCommand } from '../psrp/command.ts'
import type { PowerShellSession } from '../psrp/session.ts'
import type { WsmanTransport } from '../psrp/wsman-transport.ts'
import type { ServerName } from '../wsman/security-context.ts'
import type { Diagnosis, LoginFacts, PowerShellFacts, ServerClaims } from './diagnosis.ts'
import type { ListenerLook } from './listener.ts'

/** `PSVersion` is what the client asked for; the highest compatible version is what is there. */
export function powershellFacts(applicationData: Plain, protocol: string): PowerShellFacts {
  const table = recordOf(recordOf(applicationData).PSVersionTable)
  const compatible = Array.isArray(table.PSCompatibleVersions) ? table.PSCompatibleVersions.map(String) : []
  return {
    version: compatible.at(-1) ?? String(table.PSVersion ?? ''),
    protocol,
    edition: String(table.PSEdition ?? 'Desktop'),
    windowsBuild: typeof table.BuildVersion === 'string' ? table.BuildVersion : null,
  }
}

/** Exchange 2013 to 2019 say their build in the registry; whoever may log in may read it. */
export async function exchangeAt(
  session: PowerShellSession,
  told: (commands: readonly PsCommand[]) => void,
  signal: AbortSignal,
): Promise<Diagnosis['exchange']> {
  const commands = [{ name: 'Get-ItemProperty', parameters: { LiteralPath: setupKey } }]
  told(commands)
  const { output, errors } = await session.pipeline(commands, {
    signal,
    reads: true,
    mayFail: true,
    timeoutMs: 30_000,
  })
  const setup = recordOf(output[0] === undefined ? null : plain(output[0]))
  if (errors.length > 0 || setup.MsiProductMajor === undefined) return null
  const build = [setup.MsiProductMajor, setup.MsiProductMinor, setup.MsiBuildMajor, setup.MsiBuildMinor].join('.')
  return { build, name: products.get(`${setup.MsiProductMajor}.${setup.MsiProductMinor}`) ?? 'Exchange Server' }
}

const products = new Map([
  ['15.0', 'Exchange Server 2013'],
  ['15.1', 'Exchange Server 2016'],
  ['15.2', 'Exchange Server 2019'],
])

const setupKey = 'HKLM:\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\Setup'

export function loginFacts(
  { port, transport }: ListenerLook,
  { user }: Credential,
  { peer, server }: WsmanTransport,
): LoginFacts {
  return {
    port,
    transport,
    user,
    method: peer.login,
    sealed: peer.sealed,
    provenServer: server ? claimsOf(server) : null,
  }
}

function claimsOf({ computer, domain, dnsComputer, dnsDomain }: ServerName): ServerClaims {
  return {
    computer: computer ?? null,
    domain: domain ?? null,
    dnsComputer: dnsComputer ?? null,
    dnsDomain: dnsDomain ?? null,
  }
}

function recordOf(value: Plain | undefined): { [name: string]: Plain } {
  const isRecord = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  // A plain value with the prototype of an object literal is the record member of its union.
  return isRecord ? (value as { [name: string]: Plain }) : {}
}
