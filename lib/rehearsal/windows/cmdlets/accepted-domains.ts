import { type CmdletCall, CmdletError, type Cmdlets, textParameter } from '../powershell/cmdlet.ts'
import { enumValue, type NetObject } from '../powershell/value.ts'
import { type AcceptedDomain, type Addressing, domainTypes } from '../state/addressing.ts'
import { exchangeFault, objectNotFound } from './exchange-faults.ts'
import { answer, exchangeObject, identityOf, isNamed, isWhatIf, warnUnchanged } from './exchange-object.ts'

/** The domains that the organisation takes mail for. */
export const acceptedDomainCmdlets: Cmdlets = {
  'Get-AcceptedDomain': { run: get },
  'New-AcceptedDomain': { run: make },
  'Set-AcceptedDomain': { run: set },
  'Remove-AcceptedDomain': { run: remove },
}

function get(call: CmdletCall): void {
  const { acceptedDomains } = call.host.directory.read().addressing
  const asked = identityOf(call)
  const found = acceptedDomains.filter((one) => asked === undefined || isCalled(one, asked))
  answer(call, 'Get-AcceptedDomain', asked, found.map(domainObject))
}

async function make(call: CmdletCall): Promise<void> {
  const [name = '', domain = ''] = [textParameter(call, 'Name'), textParameter(call, 'DomainName')]
  const made = await call.host.directory.change(({ addressing: { acceptedDomains } }) => {
    if (acceptedDomains.some((one) => isNamed(name, one.name)))
      throw refused(call, 'ADObjectAlreadyExistsException', alreadyExists(call, name))
    const twin = acceptedDomains.find((one) => isNamed(domain, one.domain))
    if (twin)
      throw refused(
        call,
        'DuplicateAcceptedDomainException',
        `The domain name '${domain}' is already used by accepted domain '${twin.name}'.`,
      )
    const fresh: AcceptedDomain = {
      name,
      guid: crypto.randomUUID(),
      domain,
      type: typeAsked(call) ?? 'Authoritative',
      isDefault: acceptedDomains.length === 0,
      addressBookEnabled: true,
    }
    if (!isWhatIf(call)) acceptedDomains.push(fresh)
    return fresh
  })
  if (!isWhatIf(call)) call.streams.output(domainObject(made))
}

async function set(call: CmdletCall): Promise<void> {
  const { identity, isChanged } = await call.host.directory.change(({ addressing }) => {
    const kept = foundIn(addressing, call)
    const before = JSON.stringify(kept)
    const draft = isWhatIf(call) ? structuredClone(addressing) : addressing
    change(call, foundIn(draft, call), draft.acceptedDomains)
    return { identity: kept.name, isChanged: JSON.stringify(foundIn(draft, call, kept.guid)) !== before }
  })
  if (!isChanged) warnUnchanged(call, identity)
}

function change(call: CmdletCall, kept: AcceptedDomain, all: AcceptedDomain[]): void {
  kept.type = typeAsked(call) ?? kept.type
  kept.name = textParameter(call, 'Name') ?? kept.name
  const isShown = call.parameters.get('AddressBookEnabled')
  if (typeof isShown === 'boolean') kept.addressBookEnabled = isShown
  const isMadeDefault = call.parameters.get('MakeDefault') === true
  if ((kept.isDefault || isMadeDefault) && kept.type === 'ExternalRelay')
    throw refused(
      call,
      'CannotMakeExternalRelayDefaultException',
      `The accepted domain '${kept.name}' is an external relay domain, which can't be the default domain.`,
    )
  if (isMadeDefault) for (const one of all) one.isDefault = one === kept
}

async function remove(call: CmdletCall): Promise<void> {
  await call.host.directory.change(({ addressing }) => {
    const kept = foundIn(addressing, call)
    if (kept.isDefault)
      throw refused(
        call,
        'CannotRemoveDefaultAcceptedDomainException',
        `The accepted domain '${kept.name}' is the default domain and can't be removed. Make another domain the default first.`,
      )
    const user = addressing.addressPolicies.find(({ templates }) => templates.some((one) => isUnder(one, kept.domain)))
    if (user)
      throw refused(
        call,
        'CannotRemoveDomainUsedByPolicyException',
        `The domain '${kept.domain}' can't be removed because it's referenced by the proxy address templates of the e-mail address policy '${user.name}'.`,
      )
    if (!isWhatIf(call)) addressing.acceptedDomains.splice(addressing.acceptedDomains.indexOf(kept), 1)
  })
}

function foundIn({ acceptedDomains }: Addressing, call: CmdletCall, asked = identityOf(call) ?? ''): AcceptedDomain {
  const found = acceptedDomains.find((one) => isCalled(one, asked))
  if (!found) throw new CmdletError(objectNotFound(asked, call.host))
  return found
}

function isCalled({ name, domain, guid }: AcceptedDomain, asked: string): boolean {
  return isNamed(asked, name, domain, guid)
}

function isUnder(template: string, domain: string): boolean {
  return /^smtp:/i.test(template) && isNamed(template.slice(template.lastIndexOf('@') + 1), domain.replace(/^\*\./, ''))
}

function typeAsked(call: CmdletCall): AcceptedDomain['type'] | undefined {
  const asked = textParameter(call, 'DomainType')
  if (asked === undefined) return undefined
  const found = domainTypes.find((one) => isNamed(asked, one))
  if (found) return found
  throw refused(
    call,
    'ParameterBindingException',
    `Cannot convert value "${asked}" to type "Microsoft.Exchange.Data.Directory.SystemConfiguration.AcceptedDomainType". Specify one of the following enumerator names and try again: ${domainTypes.join(', ')}`,
  )
}

function domainObject({ name, guid, domain, type, isDefault, addressBookEnabled }: AcceptedDomain): NetObject {
  const about = { types: ['AcceptedDomain', 'ADLegacyVersionableObject'], identity: name, guid }
  return exchangeObject(about, {
    DomainName: domain,
    DomainType: enumValue(
      'Microsoft.Exchange.Data.Directory.SystemConfiguration.AcceptedDomainType',
      type,
      domainTypes.indexOf(type),
    ),
    MatchSubDomains: domain.startsWith('*.'),
    AddressBookEnabled: addressBookEnabled,
    Default: isDefault,
  })
}

function alreadyExists({ host: { config } }: CmdletCall, name: string): string {
  const root = config.domain.dns
    .split('.')
    .map((one) => `DC=${one}`)
    .join(',')
  return `Active Directory operation failed on ${config.domainController}.${config.domain.dns}. The object 'CN=${name},CN=Accepted Domains,CN=Transport Settings,CN=First Organization,CN=Microsoft Exchange,CN=Services,CN=Configuration,${root}' already exists.`
}

function refused(call: CmdletCall, exception: string, message: string): CmdletError {
  return new CmdletError(exchangeFault(call.host, exception, message))
}
