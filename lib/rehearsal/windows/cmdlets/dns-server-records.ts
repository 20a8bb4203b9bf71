import { countChange, type DnsRecord, sameName } from '../dns/zones.ts'
import {
  type CmdletCall,
  CmdletError,
  type Cmdlets,
  isSwitched,
  textParameter,
  textParameters,
} from '../powershell/cmdlet.ts'
import type { DnsZone } from '../state/host-state.ts'
import { dnsFault, namedZone, recordObject, recordOf, secondsOf } from './dns-server-objects.ts'
import { refuseToAsk } from './dns-server-zones.ts'
import { invalid, report } from './faults.ts'

/** Records of the DNS server's zones (DnsServer module, Windows Server 2012 R2). */
export const dnsServerRecordCmdlets: Cmdlets = {
  'Get-DnsServerResourceRecord': { run: getRecords },
  'Add-DnsServerResourceRecordA': {
    run: (call) => addRecords(call, nameOf(call), 'A', textParameters(call, 'IPv4Address')),
  },
  'Add-DnsServerResourceRecord': { run: addRecord },
  'Remove-DnsServerResourceRecord': { run: removeRecords },
  'Set-DnsServerResourceRecord': { run: setRecord },
}

/** By switch: where the type's data is given, and as what it is kept. */
const data: Readonly<Record<string, string>> = {
  A: 'IPv4Address',
  AAAA: 'IPv6Address',
  CName: 'HostNameAlias',
  NS: 'NameServer',
  Txt: 'DescriptiveText',
}

function getRecords(call: CmdletCall): void {
  const { own, zone } = namedZone(call, zoneName(call))
  const name = textParameter(call, 'Name')
  const type = textParameter(call, 'RRType')?.toUpperCase()
  const found = zone.records.filter(
    (one) => (name === undefined || sameName(one.name, relative(name, own))) && (!type || one.type === type),
  )
  if (found.length === 0 && name !== undefined)
    report(
      call,
      'Get-DnsServerResourceRecord',
      dnsFault('noRecord', `Failed to get ${name} record in ${own} zone on ${call.host.config.name} server.`, name),
    )
  for (const one of found) call.streams.output(recordObject(call, own, one))
}

async function addRecord(call: CmdletCall): Promise<void> {
  const kind = Object.keys(data).find((one) => isSwitched(call, one))
  if (!kind) throw invalid('The simulated DNS server adds records of the types A, AAAA, CNAME, NS and TXT only.')
  await addRecords(call, nameOf(call), kind.toUpperCase(), textParameters(call, data[kind] ?? ''))
}

async function addRecords(call: CmdletCall, name: string, type: string, values: readonly string[]): Promise<void> {
  const { own } = namedZone(call, zoneName(call))
  const ttlSeconds = secondsOf(call.parameters.get('TimeToLive'), 3600)
  const added = values.map((value): DnsRecord => ({ name: relative(name, own), type, ttlSeconds, data: value }))
  if (isSwitched(call, 'WhatIf')) return
  await call.host.state.change((draft) => {
    const zone = draft.zones[own]
    if (!zone) return
    for (const one of added) {
      refuseCollision(call, zone, one, own)
      // Records of one name and type have one time to live (RFC 2181 5.2).
      for (const other of zone.records) if (isSameSet(other, one)) other.ttlSeconds = ttlSeconds
      zone.records.push(one)
    }
    countChange(zone)
  })
  if (isSwitched(call, 'PassThru')) for (const one of added) call.streams.output(recordObject(call, own, one))
}

function refuseCollision(call: CmdletCall, zone: DnsZone, record: DnsRecord, own: string): void {
  const message = `Failed to create resource record ${record.name} in zone ${own} on server ${call.host.config.name}.`
  const here = zone.records.filter((one) => sameName(one.name, record.name))
  if (here.some((one) => isSame(one, record))) throw new CmdletError(dnsFault('recordExists', message, record.name))
  if (record.type === 'CNAME' && here.length > 0) throw new CmdletError(dnsFault('aliasCollides', message, record.name))
  if (here.some(({ type }) => type === 'CNAME')) throw new CmdletError(dnsFault('nodeIsAlias', message, record.name))
}

async function removeRecords(call: CmdletCall): Promise<void> {
  const { own, zone } = namedZone(call, zoneName(call))
  const given = call.parameters.get('InputObject')
  const one = given && recordOf(given)
  const name = one ? one.name : relative(nameOf(call), own)
  const type = one ? one.type : (textParameter(call, 'RRType') ?? '').toUpperCase()
  const values = one ? [one.data] : textParameters(call, 'RecordData')
  const isMeant = (record: DnsRecord) =>
    sameName(record.name, name) &&
    record.type === type &&
    (values.length === 0 || values.some((value) => sameData(record, value)))
  if (!zone.records.some(isMeant))
    throw new CmdletError(
      dnsFault('noRecord', `Failed to get ${name} record in ${own} zone on ${call.host.config.name} server.`, name),
    )
  refuseToAsk(call)
  if (isSwitched(call, 'WhatIf')) return
  await call.host.state.change((draft) => {
    const kept = draft.zones[own]
    if (!kept) return
    kept.records = kept.records.filter((record) => !isMeant(record))
    countChange(kept)
  })
}

/** Only data and time to live may differ between the old object and the new one. */
async function setRecord(call: CmdletCall): Promise<void> {
  const { own } = namedZone(call, zoneName(call))
  const before = recordOf(call.parameters.get('OldInputObject') ?? null)
  const after = recordOf(call.parameters.get('NewInputObject') ?? null)
  if (!sameName(before.name, after.name) || before.type !== after.type)
    throw invalid('The name and the type of a resource record cannot be changed.', before.name)
  await call.host.state.change((draft) => {
    const zone = draft.zones[own]
    const kept = zone?.records.find((one) => isSame(one, before))
    if (!zone || !kept)
      throw new CmdletError(
        dnsFault(
          'noRecord',
          `Failed to update resource record ${before.name} in zone ${own} on server ${call.host.config.name}.`,
          before.name,
        ),
      )
    if (!isSame(before, after)) refuseCollision(call, zone, after, own)
    kept.data = after.data
    for (const one of zone.records) if (isSameSet(one, after)) one.ttlSeconds = after.ttlSeconds
    countChange(zone)
  })
  if (isSwitched(call, 'PassThru')) call.streams.output(recordObject(call, own, after))
}

const zoneName = (call: CmdletCall) => textParameter(call, 'ZoneName') ?? ''
const nameOf = (call: CmdletCall) => textParameter(call, 'Name') ?? '@'

/** A name may be given whole or as it stands in the zone; the zone's own name is `@`. */
function relative(name: string, zone: string): string {
  const bare = name.toLowerCase().replace(/\.$/, '')
  if (name === '.' || bare === '@' || bare === zone) return '@'
  return bare.endsWith(`.${zone}`) ? bare.slice(0, -zone.length - 1) : bare
}

const isSameSet = (one: DnsRecord, other: DnsRecord) => sameName(one.name, other.name) && one.type === other.type
const isSame = (one: DnsRecord, other: DnsRecord) => isSameSet(one, other) && sameData(one, other.data)
const sameData = (record: DnsRecord, value: string) =>
  sameName(record.data.replace(/\.$/, ''), value.replace(/\.$/, ''))
