import type { WindowsHostConfig } from '../config.ts'

/** What the organisation keeps of addresses: the domains it takes mail for, how addresses are made, and who has which. */
export type Addressing = {
  acceptedDomains: AcceptedDomain[]
  addressPolicies: AddressPolicy[]
  recipients: Recipient[]
}

export const domainTypes = ['Authoritative', 'ExternalRelay', 'InternalRelay'] as const

export type AcceptedDomain = {
  name: string
  guid: string
  /** `example.net`, or `*.example.net` with the domains under it. */
  domain: string
  type: (typeof domainTypes)[number]
  isDefault: boolean
  addressBookEnabled: boolean
}

export type AddressPolicy = {
  name: string
  guid: string
  /** The default policy's is `Lowest`; a smaller number goes first. */
  priority: number | 'Lowest'
  /** `SMTP:%m@example.net` is the primary of its kind, `smtp:…` a secondary. */
  templates: string[]
  disabledTemplates: string[]
  /** `Legacy`: made by Exchange 2003, not to be changed before it is upgraded. */
  filterType: 'Precanned' | 'Custom' | 'Legacy'
  includedRecipients: string
  recipientFilter: string
  isApplied: boolean
}

export type Recipient = {
  name: string
  guid: string
  alias: string
  displayName: string
  firstName: string
  lastName: string
  /** Of RecipientType, as `UserMailbox`. */
  type: string
  server: string
  /** `SMTP:` is the primary, `smtp:` a secondary. */
  addresses: string[]
  isPolicyEnabled: boolean
}

/** A fresh organisation: the AD domain is the only one, and its only policy makes `alias@` it. */
export function firstAddressing({ domain, exchangeServers }: WindowsHostConfig): Addressing {
  const guid = (at: number) => `5d1f0c01-0000-4000-8000-${String(at).padStart(12, '0')}`
  const [first = ''] = exchangeServers
  return {
    acceptedDomains: [
      {
        name: domain.dns,
        guid: guid(1),
        domain: domain.dns,
        type: 'Authoritative',
        isDefault: true,
        addressBookEnabled: true,
      },
    ],
    addressPolicies: [
      {
        name: 'Default Policy',
        guid: guid(2),
        priority: 'Lowest',
        templates: [`SMTP:%m@${domain.dns}`],
        disabledTemplates: [],
        filterType: 'Precanned',
        includedRecipients: 'AllRecipients',
        recipientFilter: 'Alias -ne $null',
        isApplied: true,
      },
    ],
    recipients: people.map(([alias, firstName, lastName], at) => ({
      name: [firstName, lastName].filter(Boolean).join(' ') || alias,
      guid: guid(100 + at),
      alias,
      displayName: [firstName, lastName].filter(Boolean).join(' ') || alias,
      firstName,
      lastName,
      type: 'UserMailbox',
      server: first.toUpperCase(),
      addresses: [`SMTP:${alias}@${domain.dns}`],
      isPolicyEnabled: true,
    })),
  }
}

const people = [
  ['Administrator', '', ''],
  ['anna.berg', 'Anna', 'Berg'],
  ['bjorn.oe', 'Bjørn', 'Øe'],
  ['carla.neri', 'Carla', 'Neri'],
] as const
