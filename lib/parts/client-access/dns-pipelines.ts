import { timeSpan } from '#lib/protocols/psrp/clixml/typed.ts'
import type { Cmd } from '#lib/wizard/hosts.ts'
import { TTL_SECONDS } from './dns-targets.ts'

export type AddressRecord = { address: string; ttlSeconds: number }

export const getZones: Cmd[] = [{ name: 'Get-DnsServerZone' }]

export const getRecords = (zone: string): Cmd[] => [
  { name: 'Get-DnsServerResourceRecord', parameters: { ZoneName: zone } },
]

/** Remoting cuts objects inside of objects down to their names, so that the addresses are asked for by themselves. */
export const getAddresses = (zone: string): Cmd[] => [
  { name: 'Get-DnsServerResourceRecord', parameters: { ZoneName: zone, RRType: 'A' } },
  { name: 'Select-Object', parameters: { ExpandProperty: 'RecordData' } },
]

/** In Active Directory, so that every domain controller answers; nobody but an administrator changes it. */
export const addZone = (zone: string): Cmd[] => [
  {
    name: 'Add-DnsServerPrimaryZone',
    parameters: { Name: zone, ReplicationScope: 'Domain', DynamicUpdate: 'None', Confirm: false },
  },
]

export const addAddress = (zone: string, { address, ttlSeconds }: AddressRecord): Cmd[] => [
  {
    name: 'Add-DnsServerResourceRecordA',
    parameters: {
      ZoneName: zone,
      Name: '@',
      IPv4Address: address,
      TimeToLive: timeSpan(ttlSeconds * 1000),
      Confirm: false,
    },
  },
]

export const shortLived = (address: string): AddressRecord => ({ address, ttlSeconds: TTL_SECONDS })

export const removeAddress = (zone: string, address: string): Cmd[] => [
  {
    name: 'Remove-DnsServerResourceRecord',
    parameters: { ZoneName: zone, RRType: 'A', Name: '@', RecordData: address, Force: true, Confirm: false },
  },
]

export const removeZone = (zone: string): Cmd[] => [
  { name: 'Remove-DnsServerZone', parameters: { Name: zone, Force: true, Confirm: false } },
]
