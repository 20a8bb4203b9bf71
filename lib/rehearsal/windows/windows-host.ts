import type { WindowsHostConfig } from './config.ts'
import type { Faults } from './faults.ts'
import type { Commands } from './powershell/cmdlet.ts'
import type { Directory } from './state/directory.ts'
import type { HostState } from './state/host-state.ts'
import type { JsonDocument } from './state/json-document.ts'

/** One simulated host, as its cmdlets and listeners see it. */
export type WindowsHost = {
  readonly config: WindowsHostConfig
  readonly state: JsonDocument<HostState>
  readonly directory: Directory
  readonly faults: Faults
  readonly commands: Commands
  /** Called when its IIS has restarted: what IIS kept in its processes is gone. */
  readonly iisRestarts: (() => void)[]
  /** Milliseconds that this host's clock is ahead of the real one. */
  clockAheadMs: number
  /** The web site of a host that serves files; absent where nothing listens. */
  web?: { follow(): Promise<unknown> }
}

export function timeOf(host: WindowsHost): Date {
  return new Date(Date.now() + host.clockAheadMs)
}
