import { join } from 'node:path'
import type { Role } from '#lib/parts/lab/schema.ts'
import { machinePlace } from '../lab-place.ts'
import type { Machine } from '../plan.ts'
import type { Site } from '../raise.ts'
import { type WindowsHostInput, windowsHostSchema } from '../windows/config.ts'

/** What the Windows of a machine is told: `undefined` for a machine that runs none that is simulated. */
export function windowsConfig({ plan, lab }: Site, { name, role }: Machine): WindowsHostInput | undefined {
  const kind = windowsHostSchema.shape.role.safeParse(role)
  if (!kind.success || role === 'workstation') return undefined
  const { folder, controlSocket } = machinePlace(lab, name)
  const named = (wanted: Role) => plan.hosts.filter((host) => host.role === wanted).map((host) => host.name)
  const dnsServer = plan.hosts.find((host) => host.role === 'domain-controller')
  return {
    name,
    role: kind.data,
    domain: { dns: plan.adDomain, netbios: plan.windows.netbios },
    ...(dnsServer && { dns: { address: dnsServer.address } }),
    machines: plan.hosts.map((host) => ({ name: host.name, address: host.address })),
    domainController: named('domain-controller')[0] ?? name,
    accounts: [accountOf(plan.windows)],
    folder: join(folder, 'windows'),
    controlSocket,
    directoryFile: join(lab.folder, 'directory.json'),
    exchangeServers: named('exchange'),
    // A real iisreset "usually takes a couple of attempts", and the first request after it finds a cold application pool.
    ...(role === 'exchange' && { iis: { failingResets: 1, coldRequests: 1 } }),
  }
}

/** The rehearsal is the machine's installer: its administrator's password reaches it here. */
function accountOf({ netbios, administrator, password }: Site['plan']['windows']) {
  const [domain, user = ''] = administrator.includes('\\')
    ? administrator.split('\\')
    : [netbios, administrator.split('@')[0]]
  return { user, domain: domain ?? netbios, password: password.reveal() }
}
