import { WsmanClient } from '../wsman/client.ts'
import type { WsmanEndpoint } from '../wsman/endpoint.ts'
import { faultCode, WsmanFault } from '../wsman/fault.ts'
import { action, ns } from '../wsman/namespaces.ts'
import { descendant, type XmlElement } from '../wsman/xml.ts'
import type { Quotas } from './diagnosis.ts'

/** WinRM's own configuration; null where the account is no administrator. Else throws what `WsmanClient.call` throws. */
export async function readQuotas(endpoint: WsmanEndpoint, signal: AbortSignal): Promise<Quotas | null> {
  const client = new WsmanClient(endpoint)
  try {
    return quotasIn(await client.call({ action: action.get, resourceUri: ns.config, body: '' }, signal))
  } catch (error) {
    if (error instanceof WsmanFault && isAccessDenied(error)) return null
    throw error
  } finally {
    client.close()
  }
}

const isAccessDenied = ({ code, subcode }: WsmanFault) => code === faultCode.accessDenied || subcode === 'AccessDenied'

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
