import { version } from '#lib/protocols/psrp/clixml/typed.ts'
import { PsObject, type PsValue } from '#lib/protocols/psrp/clixml/value.ts'
import { members } from './records.ts'

/** What a Windows Server 2012 R2 says when a pool is opened: its capability, its versions, and that the pool is open. */
export function openingMessages(): [capability: PsObject, privateData: PsObject, opened: PsObject] {
  return [
    members({ protocolversion: version('2.2'), PSVersion: version('2.0'), SerializationVersion: version('1.1.0.1') }),
    members({
      ApplicationPrivateData: primitives({
        DebugMode: 1,
        DebugStop: false,
        PSVersionTable: versionTable(),
        DebugBreakpointCount: 0,
      }),
    }),
    members({ RunspaceState: 2 }),
  ]
}

function versionTable(): PsObject {
  return primitives({
    PSVersion: version('4.0'),
    PSCompatibleVersions: new PsObject(['System.Version[]', 'System.Array', 'System.Object'], {
      kind: 'list',
      items: ['1.0', '2.0', '3.0', '4.0'].map(version),
    }),
    BuildVersion: version('6.3.9600.20719'),
    CLRVersion: version('4.0.30319.42000'),
    WSManStackVersion: version('3.0'),
    PSRemotingProtocolVersion: version('2.2'),
    SerializationVersion: version('1.1.0.1'),
  })
}

function primitives(entries: Record<string, PsValue>): PsObject {
  return new PsObject(
    ['System.Management.Automation.PSPrimitiveDictionary', 'System.Collections.Hashtable', 'System.Object'],
    { kind: 'dictionary', entries: Object.entries(entries) },
  )
}
