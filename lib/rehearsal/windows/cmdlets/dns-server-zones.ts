import { newZone } from '../dns/zones.ts'
import {
  type CmdletCall,
  CmdletError,
  type Cmdlets,
  isSwitched,
  textParameter,
  textParameters,
} from '../powershell/cmdlet.ts'
import { wildcard } from '../powershell/operators.ts'
import { bare, dnsFault, dnsZones, zoneObject } from './dns-server-objects.ts'
import { invalid, report } from './faults.ts'

/** Zones of the DNS server (DnsServer module, Windows Server 2012 R2). */
export const dnsServerZoneCmdlets: Cmdlets = {
  'Get-DnsServerZone': { run: getZone },
  'Add-DnsServerPrimaryZone': { run: addPrimaryZone },
  'Remove-DnsServerZone': { run: removeZone },
}

function getZone(call: CmdletCall): void {
  const zones = dnsZones(call)
  const names = textParameters(call, 'Name')
  if (names.length === 0) for (const [name, zone] of sorted(zones)) call.streams.output(zoneObject(name, zone))
  for (const name of names) {
    const fits = wildcard(bare(name))
    const found = sorted(zones).filter(([own]) => fits.test(own))
    for (const [own, zone] of found) call.streams.output(zoneObject(own, zone))
    if (found.length === 0 && !/[*?]/.test(name)) report(call, 'Get-DnsServerZone', notFound(call, name))
  }
}

async function addPrimaryZone(call: CmdletCall): Promise<void> {
  dnsZones(call)
  const name = bare(textParameter(call, 'Name') ?? '')
  const { config, state } = call.host
  const isForward = /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(name)
  if (!isForward) throw invalid(`The zone name ${name} is invalid.`, name)
  const replicationScope = textParameter(call, 'ReplicationScope')
  const zoneFile = textParameter(call, 'ZoneFile')
  const zone = newZone(config, {
    adIntegrated: replicationScope !== undefined,
    dynamicUpdate: updateOf(textParameter(call, 'DynamicUpdate')),
    ...(replicationScope !== undefined && { replicationScope }),
    ...(zoneFile !== undefined && { zoneFile }),
  })
  if (zone.dynamicUpdate === 'Secure' && !zone.adIntegrated)
    throw invalid('Secure dynamic update needs a zone that is integrated with Active Directory.', name)
  if (isSwitched(call, 'WhatIf')) return
  await state.change((draft) => {
    if (Object.hasOwn(draft.zones, name))
      throw new CmdletError(dnsFault('zoneExists', `Failed to create zone ${name} on server ${config.name}.`, name))
    draft.zones[name] = zone
  })
  if (isSwitched(call, 'PassThru')) call.streams.output(zoneObject(name, zone))
}

async function removeZone(call: CmdletCall): Promise<void> {
  const zones = dnsZones(call)
  const name = bare(textParameter(call, 'Name') ?? '')
  const zone = zones[name]
  if (!zone) throw new CmdletError(notFound(call, name))
  refuseToAsk(call)
  if (isSwitched(call, 'WhatIf')) return
  await call.host.state.change((draft) => {
    delete draft.zones[name]
  })
  if (isSwitched(call, 'PassThru')) call.streams.output(zoneObject(name, zone))
}

/** Removing asks a person first, and at the end of a remote session there is none. */
export function refuseToAsk(call: CmdletCall): void {
  if (isSwitched(call, 'Force') || call.parameters.get('Confirm') === false) return
  throw invalid(
    'Windows PowerShell is in NonInteractive mode. Read and Prompt functionality is not available. A command that prompts the user failed because the host program or the command type does not support user interaction.',
  )
}

const notFound = ({ host }: CmdletCall, name: string) =>
  dnsFault('noZone', `The zone ${name} was not found on server ${host.config.name}.`, name)

function updateOf(given: string | undefined) {
  if (given === 'Secure' || given === 'NonsecureAndSecure') return given
  return 'None'
}

const sorted = <Zone>(zones: Readonly<Record<string, Zone>>) =>
  Object.entries(zones).sort(([one], [other]) => one.localeCompare(other))
