import { type CmdletCall, CmdletError, type Cmdlets, textParameter } from '../powershell/cmdlet.ts'
import { notSimulated } from '../powershell/script-error.ts'
import { enumValue, type NetObject } from '../powershell/value.ts'
import type { Addressing, Recipient } from '../state/addressing.ts'
import { policyFor } from './address-policies.ts'
import { appliedTo, isPrimary, isSmtp, withKind } from './address-templates.ts'
import { exchangeFault, objectNotFound } from './exchange-faults.ts'
import {
  answer,
  changedList,
  exchangeObject,
  identityOf,
  isNamed,
  isWhatIf,
  multiValued,
  warnUnchanged,
} from './exchange-object.ts'

/** Mailboxes and other recipients, as far as their addresses go. */
export const recipientCmdlets: Cmdlets = {
  'Get-Mailbox': { run: (call) => get(call, 'Get-Mailbox', isMailbox) },
  'Get-Recipient': { run: (call) => get(call, 'Get-Recipient', () => true) },
  'Set-Mailbox': { run: setMailbox },
}

function get(call: CmdletCall, cmdlet: 'Get-Mailbox' | 'Get-Recipient', isMeant: (one: Recipient) => boolean): void {
  const asked = identityOf(call)
  const { recipients } = call.host.directory.read().addressing
  const isWanted = filterOf(textParameter(call, 'Filter'))
  const found = recipients.filter(
    (one) => isMeant(one) && isWanted(one) && (asked === undefined || isCalled(one, asked)),
  )
  const most = Number(textParameter(call, 'ResultSize') ?? 1000)
  const shown = Number.isNaN(most) ? found : found.slice(0, most)
  answer(call, cmdlet, asked, shown.map(cmdlet === 'Get-Mailbox' ? mailboxObject : recipientObject))
  if (shown.length < found.length) call.streams.text('warning', moreThere)
}

/** Of OPATH what is needed to find who has addresses of a domain. */
function filterOf(filter: string | undefined): (one: Recipient) => boolean {
  if (filter === undefined) return () => true
  const [, ending] = /^\s*EmailAddresses\s+-like\s+'\*([^*']+)'\s*$/i.exec(filter) ?? []
  if (!ending) throw notSimulated(`the filter ${filter}`)
  return ({ addresses }) => addresses.some((one) => one.toLowerCase().endsWith(ending.toLowerCase()))
}

/** Addresses of a mailbox that a policy rules are made by it again with every change: its primary stays the policy's. */
async function setMailbox(call: CmdletCall): Promise<void> {
  const unchanged = await call.host.directory.change(({ addressing }) => {
    const kept = foundIn(addressing, call)
    const mailbox = isWhatIf(call) ? structuredClone(kept) : kept
    const before = JSON.stringify(mailbox)
    const isEnabled = call.parameters.get('EmailAddressPolicyEnabled')
    if (typeof isEnabled === 'boolean') mailbox.isPolicyEnabled = isEnabled
    mailbox.addresses = addressesAsked(call, mailbox, addressing)
    const policy = policyFor(mailbox.type, addressing)
    if (mailbox.isPolicyEnabled && policy?.isApplied) mailbox.addresses = appliedTo(mailbox, policy.templates)
    return JSON.stringify(mailbox) === before ? mailbox.name : undefined
  })
  if (unchanged !== undefined) warnUnchanged(call, unchanged)
}

function addressesAsked(call: CmdletCall, mailbox: Recipient, { recipients }: Addressing): string[] {
  const list = call.parameters.get('EmailAddresses')
  const primary = textParameter(call, 'PrimarySmtpAddress')
  if (primary !== undefined && mailbox.isPolicyEnabled)
    throw refused(
      call,
      'InvalidOperationException',
      `The primary SMTP address of '${mailbox.name}' can't be changed while the e-mail address policy is applied to it. Set EmailAddressPolicyEnabled to False first.`,
    )
  let wanted = mailbox.addresses
  if (list !== undefined) wanted = changedList(wanted, list).map(withKind)
  if (primary !== undefined) {
    const others = wanted.filter((one) => !isNamed(one, `smtp:${primary}`))
    wanted = [`SMTP:${primary}`, ...others.map((one) => (isSmtp(one) ? one.replace(/^SMTP/, 'smtp') : one))]
  }
  const count = wanted.filter((one) => isSmtp(one) && isPrimary(one)).length
  if (count !== 1)
    throw refused(
      call,
      'DataValidationException',
      `The e-mail addresses of '${mailbox.name}' must hold exactly one primary SMTP address, and hold ${count}.`,
    )
  const taken = wanted.find((one) =>
    recipients.some(({ guid, addresses }) => guid !== mailbox.guid && addresses.some((other) => isNamed(one, other))),
  )
  if (taken)
    throw refused(
      call,
      'ProxyAddressExistsException',
      `The proxy address "${taken}" is already being used by another recipient. Please choose another proxy address.`,
    )
  return wanted
}

function foundIn({ recipients }: Addressing, call: CmdletCall): Recipient {
  const asked = identityOf(call) ?? ''
  const found = recipients.find((one) => isMailbox(one) && isCalled(one, asked))
  if (!found) throw new CmdletError(objectNotFound(asked, call.host))
  return found
}

const isMailbox = ({ type }: Recipient): boolean => type === 'UserMailbox'

function isCalled({ name, guid, alias, addresses }: Recipient, asked: string): boolean {
  return isNamed(asked, name, guid, alias, ...addresses.map((one) => one.replace(/^\w+:/, '')))
}

function mailboxObject(recipient: Recipient): NetObject {
  return objectOf(recipient, 'Mailbox', { ServerName: recipient.server.toLowerCase() })
}

function recipientObject(recipient: Recipient): NetObject {
  return objectOf(recipient, 'ReducedRecipient', {})
}

function objectOf(recipient: Recipient, type: string, besides: Record<string, string>): NetObject {
  const { name, guid, alias, displayName, addresses, isPolicyEnabled } = recipient
  const primary = addresses.find((one) => isSmtp(one) && isPrimary(one)) ?? ''
  const kind = `Microsoft.Exchange.Data.Directory.Recipient.RecipientType`
  return exchangeObject(
    { types: [`Microsoft.Exchange.Data.Directory.Management.${type}`], identity: name, guid },
    {
      Alias: alias,
      DisplayName: displayName,
      RecipientType: enumValue(kind, recipient.type, recipient.type === 'UserMailbox' ? 1 : 5),
      EmailAddresses: multiValued(addresses, 'Microsoft.Exchange.Data.ProxyAddressCollection'),
      EmailAddressPolicyEnabled: isPolicyEnabled,
      PrimarySmtpAddress: primary.slice(primary.indexOf(':') + 1),
      ...besides,
    },
  )
}

function refused(call: CmdletCall, exception: string, message: string): CmdletError {
  return new CmdletError(exchangeFault(call.host, exception, message))
}

const moreThere =
  'There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.'
