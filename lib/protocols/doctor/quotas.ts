import { WsmanClient } from '../wsman/client.ts'
import type { WsmanEndpoint } from '../wsman/endpoint.ts'
import { action, ns } from '../wsman/namespaces.ts'
import { descendant, type XmlElement } from '../wsman/xml.ts'
import type { Quotas } from './diagnosis.ts'

/** WinRM's own configuration, which an administrator may read. Throws what `WsmanClient.call` throws. */
export async function readQuotas(endpoint: WsmanEndpoint, signal: AbortSignal): Promise<Quotas> {
  const client = new WsmanClient(endpoint)
  try {
    return quotasIn(await client.call({ action: action.get, resourceUri: ns.config, body: '' }, signal))
  } finally {
    client.close()
  }
}

export function quotasIn(body: XmlElement): Quotas {
  const text = (name: string) => descendant(body, ns.config, name)?.text.trim()
  const number = (name: string) => {
    const value = text(name)
    return value && Number.isFinite(Number(value)) ? Number(value) : null
  }
  const service = descendant(body, ns.config, 'Service')
  const unencrypted = service && descendant(service, ns.config, 'AllowUnencrypted')?.text.trim()
  return {
    maxEnvelopeKb: number('MaxEnvelopeSizekb'),
    maxTimeoutMs: number('MaxTimeoutms'),
    maxShellsPerUser: number('MaxShellsPerUser'),
    maxProcessesPerShell: number('MaxProcessesPerShell'),
    maxMemoryPerShellMb: number('MaxMemoryPerShellMB'),
    shellIdleMs: number('IdleTimeout'),
    allowUnencrypted: unencrypted === undefined ? null : unencrypted === 'true',
  }
}
