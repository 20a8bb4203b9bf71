import type { Answers } from '#lib/parts/answers.ts'
import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'
import { blocked, type StepContext } from '#lib/wizard/step.ts'
import { exchangeServers, firstServer, textIn } from './exchange-servers.ts'
import { propertyOf, settingInWords, settingsIn } from './settings.ts'
import { settingsStep } from './settings-step.ts'

const URI = 'AutoDiscoverServiceInternalUri'

export const autodiscoverUrl = ({ lab }: Answers) => `https://${lab.autodiscoverName}/Autodiscover/Autodiscover.xml`

/** Kept in Active Directory for every server, so the first server sets it for all of them. */
export const serviceConnectionPoint = settingsStep({
  id: 'service-connection-point',
  title: 'Point Outlook in the domain at Autodiscover',
  purpose:
    'The service connection point of every Exchange server names the Autodiscover address that the certificate holds, so that Outlook inside asks where Outlook outside asks.',
  timeoutMs: 180_000,
  subject: 'service-connection-point',

  async targets(context) {
    const servers = await clientAccessServers(context)
    const wanted = exchangeServers(context.answers)
    const missing = wanted.find((name) => !servers.some((one) => isCalled(one, name)))
    if (missing)
      return blocked(
        `Exchange knows no Client Access server ${missing}; it names ${servers.map((one) => textIn(propertyOf(one, 'Name'))).join(', ') || 'none'}.`,
        'Compare the name with the answers of Part 1, and look that the Client Access role is installed there.',
        { part: 'lab', field: 'hosts', tab: 'answers', label: 'Go to the hosts' },
      )
    return wanted.map((host) => ({
      host,
      via: firstServer(context.answers),
      identity: textIn(
        propertyOf(
          servers.find((one) => isCalled(one, host)),
          'Name',
        ),
      ),
      set: 'Set-ClientAccessServer',
      found: settingsIn(
        servers.find((one) => isCalled(one, host)),
        [URI],
      ),
      wanted: { [URI]: autodiscoverUrl(context.answers) },
    }))
  },

  done: (answers) => `Every Exchange server of the inventory names ${autodiscoverUrl(answers)}.`,

  /** Outlook takes the service connection point of any server, of those too that are not ours. */
  async beside(context) {
    const servers = await clientAccessServers(context)
    const ours = exchangeServers(context.answers)
    return servers
      .filter((one) => !ours.some((name) => isCalled(one, name)))
      .map((one) => ({
        name: `${textIn(propertyOf(one, 'Name'))} (not in the inventory, left as it is)`,
        value: settingInWords(settingsIn(one, [URI])[URI] ?? null),
      }))
  },
})

async function clientAccessServers({ answers, hosts }: StepContext<Answers>): Promise<Plain[]> {
  const session = await hosts.exchange(firstServer(answers))
  return session.run([{ name: 'Get-ClientAccessServer' }])
}

const isCalled = (server: Plain, name: string) =>
  textIn(propertyOf(server, 'Name')).toLowerCase() === name.toLowerCase()
