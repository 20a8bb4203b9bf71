import { type CmdletCall, CmdletError, textParameter } from '../powershell/cmdlet.ts'
import { notSimulated } from '../powershell/script-error.ts'
import type { HostState, KeptCertificate } from '../state/host-state.ts'
import { objectNotFound } from './exchange-faults.ts'
import { isCalled } from './exchange-servers.ts'

/** A certificate of the server with the store that holds it: `REQUEST` where it has not come yet. */
export type PlacedCertificate = { thumbprint: string; kept: KeptCertificate; store: 'My' | 'REQUEST' }

/** The certificates of a server lie on that server: each simulated one answers for itself only. */
export function atOwnServer(call: CmdletCall): void {
  const { config, directory } = call.host
  const { servers } = directory.read().exchange
  const [server] = identityParts(call)
  const imported = call.session.remoteSessions.filter(({ open }) => open).at(-1)?.server
  const asked = textParameter(call, 'Server') ?? server ?? imported ?? config.name
  const found = Object.entries(servers).find(([name, facts]) => isCalled(asked, name, facts))
  if (!found) throw new CmdletError(objectNotFound(asked, call.host))
  if (found[0].toUpperCase() !== config.name.toUpperCase())
    throw notSimulated(`the certificates of ${found[0]} when ${config.name} is asked`)
}

export function askedThumbprint(call: CmdletCall): string | undefined {
  const [, own] = identityParts(call)
  return (textParameter(call, 'Thumbprint') ?? own)?.replaceAll(/\s/g, '').toUpperCase()
}

export function certificatesOf(state: Readonly<HostState>): PlacedCertificate[] {
  return (['My', 'REQUEST'] as const).flatMap((store) =>
    Object.entries(state.certificates[store] ?? {}).map(([thumbprint, kept]) => ({ thumbprint, kept, store })),
  )
}

export function certificateNamed(call: CmdletCall): PlacedCertificate | undefined {
  const asked = askedThumbprint(call)
  return certificatesOf(call.host.state.read()).find(({ thumbprint }) => thumbprint === asked)
}

/** `SERVER\THUMBPRINT`, or the thumbprint alone. */
function identityParts(call: CmdletCall): [server: string | undefined, thumbprint: string | undefined] {
  const identity = textParameter(call, 'Identity')
  if (identity === undefined) return [undefined, undefined]
  const at = identity.lastIndexOf('\\')
  return at < 0 ? [undefined, identity] : [identity.slice(0, at), identity.slice(at + 1)]
}
