import { z } from 'zod'
import { hashtable } from '#lib/protocols/psrp/clixml/typed.ts'
import type { Cmd, WindowsSession } from '#lib/wizard/hosts.ts'
import { isPrimary, isSmtp } from './address-templates.ts'
import { rowsOf } from './organisation.ts'

const policyShape = z
  .object({
    Name: z.string(),
    Guid: z.string(),
    Priority: z.union([z.string(), z.number()]).transform(String),
    EnabledEmailAddressTemplates: z.array(z.string()),
    RecipientFilterApplied: z.boolean(),
    RecipientFilterType: z.string().nullish(),
  })
  .transform((row) => ({
    name: row.Name,
    guid: row.Guid,
    priority: row.Priority,
    templates: row.EnabledEmailAddressTemplates,
    isApplied: row.RecipientFilterApplied,
    isLegacy: row.RecipientFilterType === 'Legacy',
  }))
export type AddressPolicy = z.output<typeof policyShape>

export async function addressPolicies(session: WindowsSession, from: string | undefined): Promise<AddressPolicy[]> {
  const output = await session.run([{ name: 'Get-EmailAddressPolicy', parameters: { DomainController: from } }])
  return rowsOf(policyShape, output, `Get-EmailAddressPolicy on ${session.host}`)
}

const recipientShape = z
  .object({ Name: z.string(), Guid: z.string(), RecipientType: z.string(), EmailAddresses: z.array(z.string()) })
  .transform(({ Name, Guid, RecipientType, EmailAddresses }) => ({
    name: Name,
    guid: Guid,
    type: RecipientType,
    addresses: EmailAddresses,
  }))
export type Recipient = z.output<typeof recipientShape>

export async function recipients(
  session: WindowsSession,
  most: number,
  from: string | undefined,
): Promise<Recipient[]> {
  const parameters = { ResultSize: most, DomainController: from, WarningAction: 'SilentlyContinue' }
  const output = await session.run([{ name: 'Get-Recipient', parameters }])
  return rowsOf(recipientShape, output, `Get-Recipient on ${session.host}`)
}

export async function recipientOf(session: WindowsSession, guid: string, from: string | undefined) {
  const output = await session.run([{ name: 'Get-Recipient', parameters: { Identity: guid, DomainController: from } }])
  return rowsOf(recipientShape, output, `Get-Recipient on ${session.host}`)[0]
}

/** Where only the primary changes, that alone is named, as in the series; else the whole list, which takes the place of the list. */
export function setTemplates(
  { name, templates }: AddressPolicy,
  wanted: readonly string[],
  to: string | undefined,
): Cmd[] {
  const others = (list: readonly string[]) => list.filter((one) => !isPrimary(one))
  const [primary = ''] = wanted.filter(isPrimary)
  const isPrimaryAll = JSON.stringify(others(wanted)) === JSON.stringify(others(templates)) && isSmtp(primary)
  return [
    {
      name: 'Set-EmailAddressPolicy',
      parameters: {
        Identity: name,
        ...(isPrimaryAll
          ? { EnabledPrimarySMTPAddressTemplate: primary.replace(/^SMTP:/, '') }
          : { EnabledEmailAddressTemplates: [...wanted] }),
        DomainController: to,
        Confirm: false,
      },
    },
  ]
}

export const updatePolicy = (name: string, to: string | undefined): Cmd[] => [
  { name: 'Update-EmailAddressPolicy', parameters: { Identity: name, DomainController: to, Confirm: false } },
]

/** Takes addresses away and leaves all others as they are. */
export const removeAddresses = (guid: string, addresses: readonly string[], to: string | undefined): Cmd[] => [
  {
    name: 'Set-Mailbox',
    parameters: {
      Identity: guid,
      EmailAddresses: hashtable({ Remove: [...addresses] }),
      DomainController: to,
      Confirm: false,
    },
  },
]
