import { fullName, type WindowsHostConfig } from '../config.ts'
import type { DnsZone, HostState } from '../state/host-state.ts'

export type DnsRecord = DnsZone['records'][number]
export type Zones = HostState['zones']

/** A zone as Windows makes one: with its start of authority and the name of the server that holds it. */
export function newZone(
  config: Pick<WindowsHostConfig, 'name' | 'domain'>,
  wish: Pick<DnsZone, 'adIntegrated' | 'dynamicUpdate'> & { replicationScope?: string; zoneFile?: string },
): DnsZone {
  const server = `${fullName(config)}.`.toLowerCase()
  const authority = `${server} hostmaster.${config.domain.dns.toLowerCase()}. 1 900 600 86400 3600`
  return {
    ...wish,
    autoCreated: false,
    records: [
      { name: '@', type: 'NS', ttlSeconds: 3600, data: server },
      { name: '@', type: 'SOA', ttlSeconds: 3600, data: authority },
    ],
  }
}

/** The zone of a name: the one whose own name is the longest end of it. `relative` is `@` for the zone itself. */
export function zoneOf(
  zones: Readonly<Zones>,
  name: string,
): { zone: DnsZone; own: string; relative: string } | undefined {
  const labels = name.toLowerCase().split('.')
  for (let at = 0; at < labels.length; at += 1) {
    const own = labels.slice(at).join('.')
    const zone = Object.hasOwn(zones, own) ? zones[own] : undefined
    if (zone) return { zone, own, relative: labels.slice(0, at).join('.') || '@' }
  }
  return undefined
}

/** Secondary servers tell by the serial number that a zone was changed (RFC 1035 3.3.13). */
export function countChange(zone: DnsZone): void {
  const authority = zone.records.find(({ type }) => type === 'SOA')
  if (!authority) return
  const [primary, responsible, serial, ...times] = authority.data.split(' ')
  authority.data = [primary, responsible, Number(serial) + 1, ...times].join(' ')
}

export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
