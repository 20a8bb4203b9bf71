import { z } from 'zod'
import type { Cmd, WindowsSession } from '#lib/wizard/hosts.ts'
import { rowsOf } from './organisation.ts'

const shape = z
  .object({
    Name: z.string(),
    Guid: z.string(),
    DomainName: z.string(),
    DomainType: z.string(),
    Default: z.boolean(),
  })
  .transform(({ Name, Guid, DomainName, DomainType, Default }) => ({
    name: Name,
    guid: Guid,
    domain: DomainName,
    type: DomainType,
    isDefault: Default,
  }))
export type AcceptedDomain = z.output<typeof shape>

/** `from` undefined: as the server sees it by itself, from the domain controller that it chose. */
export async function acceptedDomains(session: WindowsSession, from: string | undefined): Promise<AcceptedDomain[]> {
  const output = await session.run([{ name: 'Get-AcceptedDomain', parameters: { DomainController: from } }])
  return rowsOf(shape, output, `Get-AcceptedDomain on ${session.host}`)
}

export const newAcceptedDomain = (name: string, domain: string, to: string | undefined): Cmd[] => [
  {
    name: 'New-AcceptedDomain',
    parameters: {
      Name: name,
      DomainName: domain,
      DomainType: 'Authoritative',
      DomainController: to,
      Confirm: false,
    },
  },
]

export const makeDefault = (name: string, to: string | undefined): Cmd[] => [
  {
    name: 'Set-AcceptedDomain',
    parameters: { Identity: name, MakeDefault: true, DomainController: to, Confirm: false },
  },
]

export const removeAcceptedDomain = (name: string, to: string | undefined): Cmd[] => [
  { name: 'Remove-AcceptedDomain', parameters: { Identity: name, DomainController: to, Confirm: false } },
]

/** Whether any recipient has an address of the domain. The domain is a checked DNS name: nothing in it ends the filter. */
export async function isInUse(session: WindowsSession, domain: string, from: string | undefined): Promise<boolean> {
  const found = await session.run([
    {
      name: 'Get-Recipient',
      parameters: { Filter: `EmailAddresses -like '*@${domain}'`, ResultSize: 1, DomainController: from },
    },
  ])
  return found.length > 0
}
