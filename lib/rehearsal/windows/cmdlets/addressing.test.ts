import { beforeEach, describe, expect, test } from 'vitest'
import { testShell } from '#test/windows-host.ts'
import { Hashtable, listOf, propertyOf, textOf, type Value } from '../powershell/value.ts'
import { Directory } from '../state/directory.ts'
import { firstDirectory } from '../state/directory-state.ts'
import { JsonDocument } from '../state/json-document.ts'

let ems: Awaited<ReturnType<typeof testShell>>
beforeEach(async () => {
  ems = await testShell({ language: 'none' })
})

const addressing = () => ems.host.directory.read().addressing
const newDomain = (parameters: Record<string, Value> = {}) =>
  ems.command('New-AcceptedDomain', { Name: 'example.net', DomainName: 'example.net', ...parameters })
const setPolicy = (parameters: Record<string, Value>) =>
  ems.command('Set-EmailAddressPolicy', { Identity: 'Default Policy', ...parameters })
const addressesOf = (alias: string) => addressing().recipients.find((one) => one.alias === alias)?.addresses

describe('accepted domains', () => {
  test('the AD domain is the default, until another one is made it; never two, never none', async () => {
    expect((await newDomain()).output.map((one) => textOf(propertyOf(one, 'Default')))).toEqual(['False'])
    await ems.command('Set-AcceptedDomain', { Identity: 'example.net', MakeDefault: true })
    expect(addressing().acceptedDomains.map(({ domain, isDefault }) => [domain, isDefault])).toEqual([
      ['lab.local', false],
      ['example.net', true],
    ])
    const { failed } = await ems.command('Remove-AcceptedDomain', { Identity: 'example.net', Confirm: false })
    expect(failed?.message).toContain('is the default domain')
    expect((await ems.command('Set-AcceptedDomain', { Identity: 'example.net', MakeDefault: false })).warnings).toEqual(
      ["The command completed successfully but no settings of 'example.net' have been modified."],
    )
  })

  test('neither its name nor its domain is there twice, and no external relay is the default', async () => {
    await newDomain({ DomainType: 'ExternalRelay' })
    expect((await newDomain()).failed?.message).toContain("The object 'CN=example.net,CN=Accepted Domains")
    expect((await newDomain({ Name: 'Other' })).failed?.message).toContain(
      "already used by accepted domain 'example.net'",
    )
    const { failed } = await ems.command('Set-AcceptedDomain', { Identity: 'example.net', MakeDefault: true })
    expect(failed?.message).toContain("can't be the default domain")
    expect(addressing().acceptedDomains).toHaveLength(2)
  })

  test('one that a policy makes addresses of is not removed, another one is', async () => {
    await newDomain()
    await setPolicy({ EnabledPrimarySMTPAddressTemplate: '%m@example.net' })
    const remove = { Identity: 'example.net', Confirm: false }
    expect((await ems.command('Remove-AcceptedDomain', remove)).failed?.message).toContain("policy 'Default Policy'")
    await setPolicy({ EnabledPrimarySMTPAddressTemplate: '%m@lab.local' })
    expect((await ems.command('Remove-AcceptedDomain', remove)).failed).toBeUndefined()
    expect(addressing().acceptedDomains).toHaveLength(1)
  })

  test('a name with quotes and $() is a name like another', async () => {
    const name = '“Quoted” $(Get-Date) `’s'
    await newDomain({ Name: name })
    const { output } = await ems.command('Get-AcceptedDomain', { Identity: name })
    expect(output.map((one) => propertyOf(one, 'Name'))).toEqual([name])
  })
})

describe('address policies', () => {
  test('a primary takes the place of the primary, which is gone; a list is the list', async () => {
    await newDomain()
    await setPolicy({ EnabledPrimarySMTPAddressTemplate: '%m@example.net' })
    expect(addressing().addressPolicies[0]).toMatchObject({ templates: ['SMTP:%m@example.net'], isApplied: false })
    const both = ['SMTP:%m@example.net', 'smtp:%m@lab.local', 'X400:c=US;a= ;p=Lab']
    await setPolicy({ EnabledEmailAddressTemplates: both })
    expect(addressing().addressPolicies[0]?.templates).toEqual(both)
    await setPolicy({ EnabledEmailAddressTemplates: Hashtable.of({ Remove: ['smtp:%m@lab.local'] }) })
    expect(addressing().addressPolicies[0]?.templates).toEqual([both[0], both[2]])
  })

  test.each([
    ['of a domain that is not accepted', ['SMTP:%m@example.net'], "isn't an accepted domain"],
    ['with two primaries', ['SMTP:%m@lab.local', 'SMTP:%g@lab.local'], 'multiple primary'],
    ['without a primary', ['smtp:%m@lab.local'], 'A primary SMTP address template must be specified'],
  ])('templates %s are refused', async (_, EnabledEmailAddressTemplates, said) => {
    expect((await setPolicy({ EnabledEmailAddressTemplates })).failed?.message).toContain(said)
    expect(addressing().addressPolicies[0]?.templates).toEqual(['SMTP:%m@lab.local'])
  })

  test('addresses change with Update only; a former primary stays as a secondary, and other ones stay', async () => {
    await newDomain()
    await setPolicy({ EnabledEmailAddressTemplates: ['SMTP:%1g.%s@example.net', 'smtp:%m@lab.local'] })
    expect(addressesOf('anna.berg')).toEqual(['SMTP:anna.berg@lab.local'])
    const { output } = await ems.command('Get-EmailAddressPolicy')
    expect(output.map((one) => propertyOf(one, 'RecipientFilterApplied'))).toEqual([false])
    await ems.command('Update-EmailAddressPolicy', { Identity: 'Default Policy', Confirm: false })
    expect(addressesOf('anna.berg')).toEqual(['SMTP:A.Berg@example.net', 'smtp:anna.berg@lab.local'])
    const mailbox = (await ems.command('Get-Mailbox', { Identity: 'anna.berg' })).output[0] ?? null
    expect(listOf(propertyOf(mailbox, 'EmailAddresses'))).toEqual(addressesOf('anna.berg'))
    expect(propertyOf(mailbox, 'PrimarySmtpAddress')).toBe('A.Berg@example.net')
  })

  test('one of an older Exchange is changed only by force', async () => {
    await ems.host.directory.change(({ addressing }) => {
      for (const policy of addressing.addressPolicies) policy.filterType = 'Legacy'
    })
    const wanted = { EnabledPrimarySMTPAddressTemplate: '%g@lab.local' }
    expect((await setPolicy(wanted)).failed?.message).toContain('must be upgraded')
    expect((await setPolicy({ ...wanted, ForceUpgrade: true })).failed).toBeUndefined()
  })
})

test('an address of another recipient is refused, and a policy keeps making its primary', async () => {
  const set = (EmailAddresses: Value) => ems.command('Set-Mailbox', { Identity: 'carla.neri', EmailAddresses })
  expect((await set(['SMTP:anna.berg@lab.local'])).failed?.message).toContain('already being used')
  await set(['SMTP:other@lab.local'])
  expect(addressesOf('carla.neri')).toEqual(['SMTP:carla.neri@lab.local', 'smtp:other@lab.local'])
})

describe('replication', () => {
  test('what one server wrote it sees at once, and another when the time is over; a domain controller as itself', async () => {
    const document = new JsonDocument(`${ems.host.config.folder}/replicated.json`, () =>
      firstDirectory(ems.host.config),
    )
    const [one, other] = [new Directory(document, 'LAB-EX01'), new Directory(document, 'LAB-EX02')]
    await one.setReplicationDelay(60_000)
    await one.change(({ addressing }) => void addressing.addressPolicies.pop())
    const seen = (directory: Directory) => directory.read().addressing.addressPolicies.length
    expect([one, other, other.of('LAB-EX01')].map(seen)).toEqual([0, 1, 0])
    await document.change(({ replication }) => {
      for (const change of replication?.changes ?? []) change.atMs -= 60_000
    })
    expect(seen(other)).toBe(0)
    await one.setReplicationDelay(0)
    expect(document.read()).not.toHaveProperty('replication')
  })

  test('a cmdlet that is told which domain controller to write to and to read from sees what it wrote', async () => {
    await ems.host.directory.setReplicationDelay(60_000)
    await newDomain({ DomainController: 'lab-dc01.lab.local' })
    const found = async (parameters: Record<string, Value>) =>
      (await ems.command('Get-AcceptedDomain', parameters)).output.length
    expect([await found({}), await found({ DomainController: 'LAB-DC01.lab.local' })]).toEqual([1, 2])
  })
})
