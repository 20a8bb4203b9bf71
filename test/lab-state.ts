import { certificateServices } from '#lib/rehearsal/windows/state/exchange-certificates.ts'
import type { HostState } from '#lib/rehearsal/windows/state/host-state.ts'
import type { WindowsLab } from './windows-lab.ts'

/** The whole state of the simulated domain, but how often IIS was restarted and what was fetched meanwhile. */
export function labState(lab: WindowsLab) {
  const hosts = [...lab.running.values()].map(({ host }) => {
    const { urlCache, iis, files, ...state } = host.state.read()
    const certificates = certificateServices(host.state.read())
    const kept = { ...state, files, iis: { ...iis, restarts: 0, failingResets: 0 }, certificateServices: certificates }
    return [host.config.name, state.services.W3SVC ? kept : withoutWebServer(kept)] as const
  })
  const [first] = lab.running.values()
  const { clientAccess: roles, ...directory } = first?.host.directory.read() ?? never()
  const servers = Object.entries(roles.servers).map(([name, one]) => [name, { ...one, iisRestarts: 0 }])
  return structuredClone({
    hosts: Object.fromEntries(hosts),
    directory: { ...directory, clientAccess: { ...roles, servers: Object.fromEntries(servers) } },
  })
}

/** Windows leaves these behind when the role of the web server is removed, and publish-over-http says so. */
function withoutWebServer<S extends Pick<HostState, 'files' | 'iis'>>(state: S): S {
  const files = Object.entries(state.files).filter(([path]) => !path.startsWith('C:\\inetpub'))
  return { ...state, files: Object.fromEntries(files), iis: { ...state.iis, bindings: [] } }
}

function never(): never {
  throw new Error('this lab has no hosts')
}
