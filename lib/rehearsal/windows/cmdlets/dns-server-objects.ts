import { fullName } from '../config.ts'
import { type DnsRecord, zoneOf } from '../dns/zones.ts'
import { type CmdletCall, CmdletError, type CmdletFault } from '../powershell/cmdlet.ts'
import { NetObject, propertyOf, Scalar, textOf, type Value } from '../powershell/value.ts'
import type { DnsZone } from '../state/host-state.ts'

/** Win32 errors of the DNS server, as the id of the error shows them. */
export const win32 = {
  noServer: [1722, 'ResourceUnavailable'],
  noZone: [9601, 'ObjectNotFound'],
  zoneExists: [9609, 'ResourceExists'],
  nodeIsAlias: [9708, 'InvalidOperation'],
  aliasCollides: [9709, 'InvalidOperation'],
  recordExists: [9711, 'ResourceExists'],
  noRecord: [9714, 'ObjectNotFound'],
} as const

export function dnsFault(kind: keyof typeof win32, message: string, target: string): CmdletFault {
  const [number, category] = win32[kind]
  return {
    message,
    exception: 'Microsoft.Management.Infrastructure.CimException',
    id: `WIN32 ${number}`,
    category,
    target,
  }
}

/** What the DNS server keeps; fails as the cmdlets do where there is none, or where it is stopped. */
export function dnsZones({ host }: CmdletCall): Readonly<Record<string, DnsZone>> {
  const { services, zones } = host.state.read()
  if (services.DNS?.status === 'Running') return zones
  const { name } = host.config
  throw new CmdletError(dnsFault('noServer', `Failed to get information for server ${name}.`, name))
}

/** The zone of exactly this name; the record cmdlets all say this where there is none. */
export function namedZone(call: CmdletCall, name: string): { own: string; zone: DnsZone } {
  const found = zoneOf(dnsZones(call), bare(name))
  if (found?.relative === '@') return found
  throw new CmdletError(
    dnsFault('noZone', `Failed to get the zone information for ${name} on server ${call.host.config.name}.`, name),
  )
}

export const bare = (name: string): string => name.toLowerCase().replace(/\.$/, '')

export function zoneObject(name: string, zone: DnsZone): NetObject {
  return cim(['DnsServerPrimaryZone', 'DnsServerZone'], 'DnsServerPrimaryZone', {
    ZoneName: name,
    ZoneType: 'Primary',
    DynamicUpdate: zone.dynamicUpdate,
    IsAutoCreated: zone.autoCreated,
    IsDsIntegrated: zone.adIntegrated,
    IsPaused: false,
    IsReadOnly: false,
    IsReverseLookupZone: /\.(in-addr|ip6)\.arpa$/.test(name),
    IsShutdown: false,
    IsSigned: false,
    ReplicationScope: zone.replicationScope ?? (zone.adIntegrated ? 'Domain' : 'None'),
    ZoneFile: zone.zoneFile ?? null,
  })
}

export function recordObject({ host }: CmdletCall, zone: string, record: DnsRecord): NetObject {
  const [property, value] = dataOf(record)
  const naming = `DC=${record.name},DC=${zone},cn=MicrosoftDNS,DC=DomainDnsZones`
  const domain = fullName(host.config).split('.').slice(1)
  return cim(['DnsServerResourceRecord'], 'DnsServerResourceRecord', {
    DistinguishedName: `${naming},${domain.map((part) => `DC=${part}`).join(',')}`,
    HostName: record.name,
    RecordClass: 'IN',
    RecordData: cim([`DnsServerResourceRecord${record.type}`], `DnsServerResourceRecord${record.type}`, {
      [property]: value,
    }),
    RecordType: record.type,
    TimeToLive: new Scalar('TimeSpan', `PT${record.ttlSeconds}S`),
    Timestamp: null,
    Type: typeNumbers[record.type] ?? 0,
  })
}

/** Of a TimeSpan, as CLIXML has it (`PT5M`) or as a person writes it (`00:05:00`). */
export function secondsOf(value: Value | undefined, usual: number): number {
  if (value === undefined || value === null) return usual
  const text = textOf(value)
  const [, iso] = /^PT?(.*)$/.exec(text) ?? []
  if (iso === undefined) {
    const [days, clock] = text.includes('.') ? text.split('.', 2) : ['0', text]
    const [hours = 0, minutes = 0, seconds = 0] = (clock ?? '').split(':').map(Number)
    return ((Number(days) * 24 + hours) * 60 + minutes) * 60 + seconds
  }
  const part = (letter: string) => Number(new RegExp(`([\\d.]+)${letter}`).exec(iso)?.[1] ?? 0)
  return ((part('D') * 24 + part('H')) * 60 + part('M')) * 60 + part('S')
}

/** A record as an object of one of these cmdlets tells it. */
export function recordOf(object: Value): DnsRecord {
  const type = textOf(propertyOf(object, 'RecordType')).toUpperCase()
  const data = propertyOf(object, 'RecordData') ?? null
  return {
    name: textOf(propertyOf(object, 'HostName')),
    type,
    ttlSeconds: secondsOf(propertyOf(object, 'TimeToLive'), 3600),
    data: textOf(propertyOf(data, properties[type] ?? 'Data')),
  }
}

const properties: Readonly<Record<string, string>> = {
  A: 'IPv4Address',
  AAAA: 'IPv6Address',
  CNAME: 'HostNameAlias',
  NS: 'NameServer',
  TXT: 'DescriptiveText',
}
const typeNumbers: Readonly<Record<string, number>> = { A: 1, NS: 2, CNAME: 5, SOA: 6, TXT: 16, AAAA: 28 }

const dataOf = ({ type, data }: DnsRecord): [string, string] => [properties[type] ?? 'Data', data]

function cim(classes: readonly string[], shown: string, properties: Record<string, Value>): NetObject {
  const base = 'Microsoft.Management.Infrastructure.CimInstance'
  const spaced = classes.map((name) => `${base}#root/Microsoft/Windows/DNS/${name}`)
  return new NetObject([...spaced, ...classes.map((name) => `${base}#${name}`), base], properties, { text: shown })
}
