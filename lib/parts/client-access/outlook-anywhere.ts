import type { Answers } from '#lib/parts/answers.ts'
import type { Finding, StepContext } from '#lib/wizard/step.ts'
import { exchangeServers } from './exchange-servers.ts'
import { type Settings, settingsIn, type Target } from './settings.ts'
import { settingsStep } from './settings-step.ts'
import { virtualDirectory } from './virtual-directory.ts'

const external = ['ExternalHostname', 'ExternalClientsRequireSsl', 'ExternalClientAuthenticationMethod'] as const
const internal = ['InternalHostname', 'InternalClientsRequireSsl'] as const

export const outlookAnywhere = settingsStep({
  id: 'outlook-anywhere',
  title: 'Set up Outlook Anywhere',
  purpose:
    'RPC over HTTP by the mail name, inside and outside, with NTLM and TLS all the way: the load balancer speaks TLS to Exchange too, so nothing is offloaded.',
  timeoutMs: 300_000,
  subject: 'outlook-anywhere',

  async targets(context) {
    const targets: Target[] = []
    for (const host of exchangeServers(context.answers)) {
      const target = await targetOn(context, host)
      if ('state' in target) return target
      targets.push(target)
    }
    return targets
  },

  done: ({ lab }) => `Outlook Anywhere answers as ${lab.mailName} on every server, with NTLM, TLS required.`,
})

async function targetOn(context: StepContext<Answers>, host: string): Promise<Target | Finding> {
  const directory = await virtualDirectory(context, host, 'OutlookAnywhere')
  if ('state' in directory) return directory
  const { mailName } = context.answers.lab
  const found = settingsIn(directory.object, names)
  return {
    host,
    via: host,
    identity: directory.identity,
    set: 'Set-OutlookAnywhere',
    found,
    wanted: {
      InternalHostname: mailName,
      InternalClientsRequireSsl: true,
      InternalClientAuthenticationMethod: 'Ntlm',
      ExternalHostname: mailName,
      ExternalClientsRequireSsl: true,
      ExternalClientAuthenticationMethod: 'Ntlm',
      SSLOffloading: false,
      IISAuthenticationMethods: withNtlm(found),
    },
    together: [external, internal],
  }
}

const names = [
  ...internal,
  'InternalClientAuthenticationMethod',
  ...external,
  'SSLOffloading',
  'IISAuthenticationMethods',
]

/** What IIS takes besides is left; a client that is told to use NTLM must find it there. */
function withNtlm({ IISAuthenticationMethods: found }: Settings): string[] {
  const methods = Array.isArray(found) ? found : []
  return methods.some((method) => /^ntlm$/i.test(method)) ? methods : [...methods, 'Ntlm']
}
