import { NetObject } from '../powershell/value.ts'

/** What Exchange's cmdlets give where they are asked for bytes. */
export function binaryFileData(bytes: Uint8Array): NetObject {
  return new NetObject(['Microsoft.Exchange.Management.SystemConfigurationTasks.BinaryFileDataObject'], {
    FileData: new Uint8Array(bytes),
    Identity: '',
    IsValid: true,
  })
}
