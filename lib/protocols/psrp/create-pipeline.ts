import { customObject, enumeration } from './clixml/typed.ts'
import { PsObject, type PsValue } from './clixml/value.ts'
import { givenParameters, type PsCommand } from './command.ts'
import { apartmentState, hostInfo } from './open-pool.ts'

/** CREATE_PIPELINE, [MS-PSRP] 2.2.2.10. `version` is the protocol version that the server named. */
export function createPipeline(
  commands: readonly PsCommand[],
  options: { hasInput: boolean; version: string },
): PsValue {
  return messageObject({
    NoInput: !options.hasInput,
    ApartmentState: apartmentState(),
    RemoteStreamOptions: enumeration('System.Management.Automation.RemoteStreamOptions', '0', 0),
    AddToHistory: false,
    HostInfo: hostInfo({ useRunspaceHost: true }),
    PowerShell: messageObject({
      IsNested: false,
      ExtraCmds: null,
      Cmds: psObjects(commands.map((command) => commandObject(command, options.version))),
      History: null,
      RedirectShellErrorOutputPipe: false,
    }),
    IsNested: false,
  })
}

function commandObject(command: PsCommand, version: string): PsObject {
  const isScript = 'script' in command
  return messageObject({
    Cmd: isScript ? command.script : command.name,
    IsScript: isScript,
    UseLocalScope: null,
    MergeMyResult: noResult(),
    MergeToResult: noResult(),
    MergePreviousResults: noResult(),
    Args: psObjects(givenParameters(command).map(([name, value]) => messageObject({ N: name, V: value }))),
    ...(atLeast(version, '2.2') && {
      MergeError: noResult(),
      MergeWarning: noResult(),
      MergeVerbose: noResult(),
      MergeDebug: noResult(),
    }),
    ...(atLeast(version, '2.3') && { MergeInformation: noResult() }),
  })
}

/** An object of a message: properties and no type. */
export function messageObject(properties: Readonly<Record<string, PsValue>>): PsObject {
  const object = customObject(properties)
  object.types = []
  return object
}

function atLeast(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}

function psObjects(items: PsValue[]): PsObject {
  return new PsObject([psObjectList, 'System.Object'], { kind: 'list', items })
}

const psObjectList =
  'System.Collections.Generic.List`1[[System.Management.Automation.PSObject, System.Management.Automation, Version=1.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35]]'

const noResult = () => enumeration('System.Management.Automation.Runspaces.PipelineResultTypes', 'None', 0)
