import { z } from 'zod'
import { Failure } from '#lib/failure.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'
import { type AddressRecord, getAddresses, getRecords, getZones } from './dns-pipelines.ts'

/** What the DNS server itself holds for one name. */
export type Held = {
  /** The zone that is named exactly as the host, with its kind as Windows says it: Primary, Secondary, Stub, Forwarder. */
  zone: string | undefined
  /** The nearest zone above, where there is no zone of the name's own: the server answers out of that. */
  parent: string | undefined
  /** A records at the zone's own name. */
  addresses: AddressRecord[]
  /** Other records, as `www (A)`; not the start of authority and the name servers that every zone has. */
  others: string[]
}

const zones = z.array(z.object({ ZoneName: z.string(), ZoneType: z.string() }))
/** TimeToLive in ms. */
const records = z.array(z.object({ HostName: z.string(), RecordType: z.string(), TimeToLive: z.number() }))
/** An IPAddress crosses the wire as its text or as an object, by the version of PowerShell. */
const ipAddress = z.union([
  z.ipv4(),
  z.object({ IPAddressToString: z.ipv4() }).transform(({ IPAddressToString }) => IPAddressToString),
])
const addresses = z.array(z.object({ IPv4Address: ipAddress }))

export async function lookAtNames(session: WindowsSession, names: readonly string[]): Promise<Map<string, Held>> {
  const all = read(session, zones, await session.run(getZones))
  const found = new Map<string, Held>()
  for (const name of names) {
    const zone = all.find(({ ZoneName }) => ZoneName.toLowerCase() === name)
    const above = all.filter(({ ZoneName, ZoneType }) => ZoneType !== 'Forwarder' && isAbove(ZoneName, name))
    const parent = above.sort((one, other) => other.ZoneName.length - one.ZoneName.length)[0]?.ZoneName
    const none = { addresses: [], others: [] }
    if (!zone) found.set(name, { zone: undefined, parent, ...none })
    else found.set(name, { zone: zone.ZoneType, parent: undefined, ...(await recordsOf(session, zone)) })
  }
  return found
}

const isAbove = (zone: string, name: string) => name.endsWith(`.${zone.toLowerCase()}`)

async function recordsOf(session: WindowsSession, { ZoneName, ZoneType }: z.output<typeof zones>[number]) {
  if (ZoneType === 'Forwarder') return { addresses: [], others: [] }
  const all = read(session, records, await session.run(getRecords(ZoneName)))
  const hosts = all.filter(({ RecordType }) => RecordType === 'A')
  const held = hosts.length > 0 ? read(session, addresses, await session.run(getAddresses(ZoneName))) : []
  if (held.length !== hosts.length)
    throw new Failure('protocol', {
      message: `The records of the zone ${ZoneName} on ${session.host} changed while they were looked at.`,
      remedy: 'Look again.',
    })
  return {
    addresses: hosts.flatMap(({ HostName, TimeToLive }, at) => {
      const address = held[at]?.IPv4Address
      return HostName === '@' && address ? [{ address, ttlSeconds: Math.round(TimeToLive / 1000) }] : []
    }),
    others: all
      .filter(({ HostName, RecordType }) => HostName !== '@' || !['A', 'SOA', 'NS'].includes(RecordType))
      .map(({ HostName, RecordType }) => `${HostName} (${RecordType})`),
  }
}

function read<Shape>({ host }: WindowsSession, shape: z.ZodType<Shape>, output: unknown): Shape {
  const parsed = shape.safeParse(output)
  if (parsed.success) return parsed.data
  throw new Failure('protocol', {
    message: `The DNS cmdlets of ${host} answered with something else than zones and records.`,
    remedy:
      'Check that the module DnsServer of Windows Server 2012 R2 or newer is there: Get-Module -ListAvailable DnsServer.',
    cause: parsed.error,
  })
}
