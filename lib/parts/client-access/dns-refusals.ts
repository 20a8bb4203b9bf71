import type { LabAnswers } from '#lib/parts/lab/schema.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import { blocked, type Finding } from '#lib/wizard/step.ts'
import { removeAddress } from './dns-pipelines.ts'
import type { Held } from './dns-server-look.ts'
import type { DnsWish } from './dns-targets.ts'

const choice = { part: 'client-access', tab: 'answers', field: 'dns', label: 'Who changes DNS' }

/** What stands against pointing a name: what somebody else made is never written over. */
export function refusalOf({ name, target }: DnsWish, held: Held | undefined, lab: LabAnswers): Finding | undefined {
  if (!held) return undefined
  if (held.parent) return splitDns(name, target, held.parent)
  if (held.zone && held.zone !== 'Primary') return notOurs(name, held.zone)

  const other = held.others.find((one) => /^@ \((CNAME|AAAA|DNAME)\)$/.test(one))
  if (other) return leadsAway(name, other.slice(3, -1))

  const own = [lab.virtualAddress, ...lab.hosts.map(({ address }) => address)]
  const foreign = held.addresses.find(({ address }) => !own.includes(address))
  return foreign && foreignAddress(name, foreign.address)
}

function splitDns(name: string, target: string, parent: string): Finding {
  const relative = name.slice(0, -parent.length - 1)
  const record = showCommands([
    {
      name: 'Add-DnsServerResourceRecordA',
      parameters: { ZoneName: parent, Name: relative, IPv4Address: target },
    },
  ])
  return blocked(
    `The DNS server holds the zone ${parent} already (split DNS). A pinpoint zone ${name} would put itself before what stands there for this name.`,
    `Go on with split DNS: take away what ${parent} says for ${relative}, give it the address ${target} with a time to live of 5 minutes (${record} -TimeToLive 00:05:00), then look again. Or delete the zone ${parent} where nobody needs it, and have the pinpoint zone made.`,
    choice,
  )
}

const notOurs = (name: string, kind: string): Finding =>
  blocked(
    `The zone ${name} on the DNS server is a zone of the kind ${kind}; its records are kept elsewhere.`,
    'Change the record where the zone is kept, then look again; or delete this zone, and have a pinpoint zone made.',
    choice,
  )

const leadsAway = (name: string, type: string): Finding =>
  blocked(
    `The zone ${name} has a record of the type ${type} at its own name, which leads clients elsewhere.`,
    `Look whose it is. If nobody needs it, remove it: Remove-DnsServerResourceRecord -ZoneName '${name}' -RRType ${type} -Name '@'. Then look again.`,
    choice,
  )

const foreignAddress = (name: string, address: string): Finding =>
  blocked(
    `The zone ${name} leads to ${address}, which is no machine of this lab. It may be in use, so it is not written over.`,
    `If it is no longer needed, remove it: ${showCommands(removeAddress(name, address))}. Then look again; or add the machine to the inventory in Part 1, and the record is pointed elsewhere.`,
    choice,
  )
