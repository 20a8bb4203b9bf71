import type { Answers } from '#lib/parts/answers.ts'
import type { Finding, StepContext } from '#lib/wizard/step.ts'
import { exchangeServers } from './exchange-servers.ts'
import { type Settings, settingsIn, type Target } from './settings.ts'
import { keptOf, settingsStep } from './settings-step.ts'
import { virtualDirectory } from './virtual-directory.ts'

type Directory = {
  noun: string
  /** Under the mail name. */
  path: string
  /** What is looked at and kept besides the URLs. */
  also?: readonly string[]
}

const directories: readonly Directory[] = [
  { noun: 'OwaVirtualDirectory', path: '/owa', also: ['LogonFormat', 'DefaultDomain'] },
  { noun: 'EcpVirtualDirectory', path: '/ecp', also: ['AdminEnabled'] },
  { noun: 'ActiveSyncVirtualDirectory', path: '/Microsoft-Server-ActiveSync' },
  { noun: 'WebServicesVirtualDirectory', path: '/EWS/Exchange.asmx' },
  { noun: 'OabVirtualDirectory', path: '/OAB' },
  { noun: 'PowerShellVirtualDirectory', path: '/powershell' },
]

export const virtualDirectories = settingsStep({
  id: 'virtual-directories',
  title: 'Set the URLs of the virtual directories',
  purpose:
    'Outlook on the web, ActiveSync, Exchange Web Services, the address book and the rest by the mail name on every server, the same inside and outside.',
  timeoutMs: 1_800_000,
  subject: 'virtual-directories',

  async targets(context) {
    const targets: Target[] = []
    for (const host of exchangeServers(context.answers)) {
      for (const directory of directories) {
        const target = await targetOn(context, host, directory)
        if ('state' in target) return target
        targets.push(target)
      }
    }
    return targets
  },

  done: ({ lab }) => `The virtual directories of every server answer as https://${lab.mailName}.`,
})

async function targetOn(
  context: StepContext<Answers>,
  host: string,
  { noun, path, also = [] }: Directory,
): Promise<Target | Finding> {
  const directory = await virtualDirectory(context, host, noun)
  if ('state' in directory) return directory
  const target: Target = {
    host,
    via: host,
    identity: directory.identity,
    set: `Set-${noun}`,
    found: settingsIn(directory.object, ['InternalUrl', 'ExternalUrl', ...also]),
    wanted: urls(context.answers, noun, path),
    afterRestart: ['LogonFormat', 'DefaultDomain', 'AdminEnabled'],
  }
  if (noun === 'OwaVirtualDirectory') Object.assign(target.wanted, logon(context.answers))
  if (noun === 'EcpVirtualDirectory') Object.assign(target.wanted, await adminCenter(context, target))
  return target.wanted.AdminEnabled === false ? { ...target, consequences: withoutAdminCenter } : target
}

/**
 * The internal URL of PowerShell stays that of the server itself, over http: the Exchange Management Shell on the server and
 * every remote session log in there by Kerberos, which knows the server's own name and not that of the load balancer.
 */
function urls({ lab }: Answers, noun: string, path: string): Settings {
  const url = `https://${lab.mailName}${path}`
  return noun === 'PowerShellVirtualDirectory' ? { ExternalUrl: url } : { InternalUrl: url, ExternalUrl: url }
}

/** A user name alone says nothing of the domain, so the domain is given with it. */
function logon({ lab, 'client-access': { logonFormat } }: Answers): Settings {
  return { LogonFormat: logonFormat, ...(logonFormat === 'UserName' && { DefaultDomain: lab.adDomain }) }
}

/** Where HAProxy keeps the admin centre from the Internet, it stays in Exchange as it was found. */
async function adminCenter(context: StepContext<Answers>, target: Target): Promise<Settings> {
  if (context.answers['client-access'].adminCenter === 'off') return { AdminEnabled: false }
  const { AdminEnabled } = await keptOf(context, target)
  return AdminEnabled === undefined ? {} : { AdminEnabled }
}

const withoutAdminCenter = {
  AdminEnabled:
    'The Exchange admin centre on this server is then off for everybody, administrators inside included; the options of Outlook on the web stay, and the Exchange Management Shell goes on',
}
