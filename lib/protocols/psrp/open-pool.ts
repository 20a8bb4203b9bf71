import { enumeration, version } from './clixml/typed.ts'
import type { PsObject, PsValue } from './clixml/value.ts'
import { messageObject } from './create-pipeline.ts'

/** What Fairlead asks for. 2012 R2 answers 2.2, Windows 7 2.1; 2.4 would send secrets without a session key. */
export const protocolVersion = '2.3'

/** SESSION_CAPABILITY, [MS-PSRP] 2.2.2.1. */
export function sessionCapability(): PsValue {
  return messageObject({
    protocolversion: version(protocolVersion),
    PSVersion: version('2.0'),
    SerializationVersion: version('1.1.0.1'),
  })
}

/** INIT_RUNSPACEPOOL, [MS-PSRP] 2.2.2.2: one runspace, and a host that can be written to but not asked. */
export function initRunspacePool(): PsValue {
  return messageObject({
    MinRunspaces: 1,
    MaxRunspaces: 1,
    PSThreadOptions: enumeration('System.Management.Automation.Runspaces.PSThreadOptions', 'Default', 0),
    ApartmentState: apartmentState(),
    HostInfo: hostInfo({ useRunspaceHost: false }),
    ApplicationArguments: null,
  })
}

export function apartmentState(): PsObject {
  return enumeration('System.Management.Automation.Runspaces.ApartmentState', 'UNKNOWN', 2)
}

export function hostInfo({ useRunspaceHost }: { useRunspaceHost: boolean }): PsObject {
  return messageObject({
    _isHostNull: useRunspaceHost,
    _isHostUINull: useRunspaceHost,
    _isHostRawUINull: true,
    _useRunspaceHost: useRunspaceHost,
  })
}
