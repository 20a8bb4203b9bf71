import { type CmdletCall, CmdletError, type Cmdlets, textParameter } from '../powershell/cmdlet.ts'
import { enumValue, type NetObject } from '../powershell/value.ts'
import type { Addressing, AddressPolicy } from '../state/addressing.ts'
import { accepts, appliedTo, domainOf, faultOf, isPrimary, isSmtp, withKind } from './address-templates.ts'
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

/** How recipients get their addresses. */
export const addressPolicyCmdlets: Cmdlets = {
  'Get-EmailAddressPolicy': { run: get },
  'New-EmailAddressPolicy': { run: make },
  'Set-EmailAddressPolicy': { run: set },
  'Update-EmailAddressPolicy': { run: update },
  'Remove-EmailAddressPolicy': { run: remove },
}

function get(call: CmdletCall): void {
  const { addressing } = call.host.directory.read()
  const asked = identityOf(call)
  const found = addressing.addressPolicies.filter((one) => asked === undefined || isCalled(one, asked))
  answer(
    call,
    'Get-EmailAddressPolicy',
    asked,
    found.map((one) => policyObject(one, addressing)),
  )
}

async function make(call: CmdletCall): Promise<void> {
  const name = textParameter(call, 'Name') ?? ''
  const { made, addressing } = await call.host.directory.change(({ addressing }) => {
    if (addressing.addressPolicies.some((one) => isNamed(name, one.name)))
      throw refused(call, 'ADObjectAlreadyExistsException', `The object '${name}' already exists.`)
    const fresh: AddressPolicy = {
      name,
      guid: crypto.randomUUID(),
      priority: addressing.addressPolicies.length,
      templates: [],
      disabledTemplates: [],
      filterType: call.parameters.has('RecipientFilter') ? 'Custom' : 'Precanned',
      includedRecipients: textParameter(call, 'IncludedRecipients') ?? '',
      recipientFilter: textParameter(call, 'RecipientFilter') ?? 'Alias -ne $null',
      isApplied: false,
    }
    fresh.templates = templatesAsked(call, fresh, addressing)
    if (!isWhatIf(call)) addressing.addressPolicies.push(fresh)
    return { made: fresh, addressing }
  })
  if (!isWhatIf(call)) call.streams.output(policyObject(made, addressing))
}

async function set(call: CmdletCall): Promise<void> {
  const unchanged = await call.host.directory.change(({ addressing }) => {
    const kept = foundIn(addressing, call)
    if (kept.filterType === 'Legacy' && !call.parameters.has('ForceUpgrade'))
      throw refused(
        call,
        'InvalidOperationException',
        `The e-mail address policy '${kept.name}' was created by an earlier version of Exchange and must be upgraded before it can be modified. Use the ForceUpgrade parameter.`,
      )
    const policy = isWhatIf(call) ? structuredClone(kept) : kept
    const before = JSON.stringify(policy)
    const templates = templatesAsked(call, policy, addressing)
    if (JSON.stringify(templates) !== JSON.stringify(policy.templates)) policy.isApplied = false
    policy.templates = templates
    const disabled = call.parameters.get('DisabledEmailAddressTemplates')
    if (disabled !== undefined) policy.disabledTemplates = changedList(policy.disabledTemplates, disabled)
    if (policy.filterType === 'Legacy') policy.filterType = 'Precanned'
    policy.name = textParameter(call, 'Name') ?? policy.name
    return JSON.stringify(policy) === before ? policy.name : undefined
  })
  if (unchanged !== undefined) warnUnchanged(call, unchanged)
}

/** The list takes the place of the list; the primary alone takes the place of the primary, which is gone with it. */
function templatesAsked(call: CmdletCall, { templates }: AddressPolicy, { acceptedDomains }: Addressing): string[] {
  const list = call.parameters.get('EnabledEmailAddressTemplates')
  const primary = textParameter(call, 'EnabledPrimarySMTPAddressTemplate')
  if (list !== undefined && primary !== undefined)
    throw refused(
      call,
      'ArgumentException',
      "The parameters EnabledEmailAddressTemplates and EnabledPrimarySMTPAddressTemplate can't be used together.",
    )
  let wanted = templates
  if (list !== undefined) wanted = changedList(templates, list).map(withKind)
  if (primary !== undefined) {
    const made = `SMTP:${primary.replace(/^smtp:/i, '')}`
    const others = templates.filter((one) => !(isSmtp(one) && isPrimary(one)) && !isNamed(one, made))
    wanted = [made, ...others]
  }
  const fault = wanted === templates ? undefined : faultOf(wanted, acceptedDomains)
  if (fault) throw refused(call, 'DataValidationException', fault)
  return wanted
}

/** Gives all recipients that this policy is the first for their addresses. */
async function update(call: CmdletCall): Promise<void> {
  await call.host.directory.change(({ addressing }) => {
    const policy = foundIn(addressing, call)
    const fault = faultOf(policy.templates, addressing.acceptedDomains)
    if (fault) throw refused(call, 'DataValidationException', fault)
    if (isWhatIf(call)) return
    for (const recipient of addressing.recipients) {
      if (!recipient.isPolicyEnabled || policyFor(recipient.type, addressing) !== policy) continue
      recipient.addresses = appliedTo(recipient, policy.templates)
    }
    policy.isApplied = true
  })
}

async function remove(call: CmdletCall): Promise<void> {
  await call.host.directory.change(({ addressing }) => {
    const policy = foundIn(addressing, call)
    if (policy.priority === 'Lowest')
      throw refused(call, 'InvalidOperationException', `The default e-mail address policy can't be removed.`)
    if (!isWhatIf(call)) addressing.addressPolicies.splice(addressing.addressPolicies.indexOf(policy), 1)
  })
}

/** The policy of the highest priority that includes recipients of this type. */
export function policyFor(type: string, { addressPolicies }: Addressing): AddressPolicy | undefined {
  const order = ({ priority }: AddressPolicy) => (priority === 'Lowest' ? Number.POSITIVE_INFINITY : priority)
  const kind = type === 'UserMailbox' ? 'MailboxUsers' : type.endsWith('Group') ? 'MailGroups' : type
  return addressPolicies
    .filter(({ includedRecipients }) => /AllRecipients/.test(includedRecipients) || includedRecipients.includes(kind))
    .sort((one, other) => order(one) - order(other))[0]
}

function foundIn({ addressPolicies }: Addressing, call: CmdletCall): AddressPolicy {
  const asked = identityOf(call) ?? ''
  const found = addressPolicies.find((one) => isCalled(one, asked))
  if (!found) throw new CmdletError(objectNotFound(asked, call.host))
  return found
}

function isCalled({ name, guid }: AddressPolicy, asked: string): boolean {
  return isNamed(asked, name, guid)
}

function policyObject(policy: AddressPolicy, { acceptedDomains }: Addressing): NetObject {
  const { name, guid, priority, templates, disabledTemplates, filterType, includedRecipients, recipientFilter } = policy
  const primary = templates.find((one) => isSmtp(one) && isPrimary(one)) ?? ''
  const relayed = templates
    .filter(isSmtp)
    .map(domainOf)
    .filter((domain) => acceptedDomains.some((one) => one.type === 'ExternalRelay' && accepts(one, domain)))
  return exchangeObject(
    { types: ['EmailAddressPolicy', 'ADLegacyVersionableObject'], identity: name, guid },
    {
      Priority: String(priority),
      EnabledEmailAddressTemplates: multiValued(templates, collection),
      DisabledEmailAddressTemplates: multiValued(disabledTemplates, collection),
      EnabledPrimarySMTPAddressTemplate: primary.slice(primary.indexOf(':') + 1),
      NonAuthoritativeDomains: multiValued(relayed),
      RecipientFilter: recipientFilter,
      RecipientFilterType: enumValue(
        'Microsoft.Exchange.Data.Directory.SystemConfiguration.WellKnownRecipientFilterType',
        filterType,
        { Legacy: 0, Custom: 1, Precanned: 2 }[filterType],
      ),
      RecipientFilterApplied: policy.isApplied,
      IncludedRecipients: includedRecipients,
      HasEmailAddressSetting: true,
      HasMailboxManagerSetting: false,
    },
  )
}

const collection = 'Microsoft.Exchange.Data.ProxyAddressTemplateCollection'

function refused(call: CmdletCall, exception: string, message: string): CmdletError {
  return new CmdletError(exchangeFault(call.host, exception, message))
}
