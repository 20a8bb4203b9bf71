import type { Answers } from '#lib/parts/answers.ts'
import { blocked, type StepContext } from '#lib/wizard/step.ts'
import { firstServer, textIn } from './exchange-servers.ts'
import { propertyOf, type Settings, settingInWords, settingsIn, type Target } from './settings.ts'
import { settingsStep } from './settings-step.ts'

const NAME = 'CertPrincipalName'
const providers = ['EXPR', 'EXCH']

export const outlookProvider = settingsStep({
  id: 'outlook-provider',
  title: 'Name the certificate to Outlook',
  purpose:
    'With a wildcard certificate, Autodiscover tells Outlook which name to expect in it; with one that holds the mail name, nothing needs to be told.',
  timeoutMs: 120_000,
  subject: 'outlook-provider',

  async targets(context) {
    const found = await providersOf(context)
    const { wildcard } = context.answers['client-access']
    const missing = providers.find((identity) => !found.some((target) => target.identity.toUpperCase() === identity))
    if (missing && wildcard)
      return blocked(
        `Get-OutlookProvider knows no provider ${missing}.`,
        `Make it again with “New-OutlookProvider ${missing}”, then look again.`,
      )
    return found
  },

  done: ({ lab, 'client-access': { wildcard } }) =>
    wildcard
      ? `EXPR and EXCH expect ${principalOf(lab.mailName)} in the certificate.`
      : 'The certificate holds the mail name itself, so Outlook needs no other name for it.',

  /** Without a wildcard nothing is changed, but a name that stands there makes Outlook refuse any other certificate. */
  async beside(context) {
    if (context.answers['client-access'].wildcard) return []
    const { mailName } = context.answers.lab
    const foreign = (await providersOf(context)).filter(({ found }) => {
      const name = found[NAME]
      return name && String(name).toLowerCase() !== `msstd:${mailName}`.toLowerCase()
    })
    return foreign.map(({ identity, found }) => ({
      name: `${identity} ${NAME}`,
      value: `${settingInWords(found[NAME] ?? null)} stands there already and is left: Outlook refuses a certificate whose subject is another; take it away with “Set-OutlookProvider ${identity} -CertPrincipalName $null” where it is no longer meant`,
    }))
  },
})

/** The subject of a wildcard certificate for the mail name: an asterisk in the place of its first label. */
const principalOf = (mailName: string) => `msstd:*.${mailName.slice(mailName.indexOf('.') + 1)}`

const wantedOf = ({ lab, 'client-access': { wildcard } }: Answers): Settings =>
  wildcard ? { [NAME]: principalOf(lab.mailName) } : {}

async function providersOf({ answers, hosts }: StepContext<Answers>): Promise<Target[]> {
  const via = firstServer(answers)
  const session = await hosts.exchange(via)
  const objects = await session.run([{ name: 'Get-OutlookProvider' }])
  return objects
    .map((object) => ({ object, identity: textIn(propertyOf(object, 'Name')) }))
    .filter(({ identity }) => providers.includes(identity.toUpperCase()))
    .map(({ object, identity }) => ({
      host: via,
      via,
      identity,
      set: 'Set-OutlookProvider',
      found: settingsIn(object, [NAME]),
      wanted: wantedOf(answers),
    }))
}
