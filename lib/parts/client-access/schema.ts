import { z } from 'zod'
import { label } from '#lib/parts/fields.ts'

export const exchangeServices = ['IIS', 'SMTP', 'POP', 'IMAP'] as const
export type ExchangeService = (typeof exchangeServices)[number]

/** Variables of an address template: alias, given name, surname, initials, display name, and the first n letters of a name. */
const template = /^(%[mgsid]|%[1-9][gs]|[A-Za-z0-9_.-])+$/

/** Part 3: what Exchange is told beyond what follows from the inventory. */
export const clientAccessSchema = z.object({
  /** Of the e-mail address policy that gives recipients their addresses; Exchange's setup makes one of this name. */
  policyName: label('the name of the e-mail address policy, for example Default Policy'),
  /** The part before the @ of the new primary address. */
  addressTemplate: z
    .string()
    .trim()
    .min(1, 'Write an address template, for example %m (the alias) or %g.%s (given name, dot, surname).')
    .max(40, 'That is longer than 40 characters.')
    .regex(
      template,
      'Use %m (alias), %g (given name), %s (surname), %i, %d or %1g, with letters, digits, dots and hyphens between them.',
    )
    .refine(
      (value) => /%/.test(value) && !/^[.-]|\.\.|\.$/.test(value),
      'Without one of %m, %g, %s, %i and %d everybody would get one and the same address; dots stand between other signs only.',
    ),
  /** What becomes of the templates that the policy has: kept as further addresses, or taken away. */
  existingTemplates: z.enum(['keep', 'replace']),
  makeDefaultDomain: z.boolean(),
  /** How people write their name on the logon page of Outlook on the web. */
  logonFormat: z.enum(['UserName', 'FullDomain', 'PrincipalName']),
  /**
   * Who keeps the Exchange admin centre from the Internet: HAProxy, which lets only administrative networks reach /ecp; or
   * Exchange, which then has no admin centre at all, for anybody, and /ecp serves the options of Outlook on the web.
   */
  adminCenter: z.enum(['load-balancer', 'off']),
  mapiOverHttp: z.boolean(),
  /** Where the private key is made: by the first Exchange server, which exports it to the others; or by Fairlead. */
  keyOrigin: z.enum(['exchange', 'fairlead']),
  friendlyName: label('the friendly name of the certificate'),
  organisationalUnit: label('the organisational unit that stands in the certificate'),
  state: label('the state or province that stands in the certificate'),
  /** The services of Exchange that get the certificate. */
  services: z
    .array(z.enum(exchangeServices))
    .refine((services) => services.includes('IIS'), 'IIS is what clients speak to: it must be among the services.')
    .refine((services) => new Set(services).size === services.length, 'A service stands there twice.'),
  /** Whether the certificate becomes the default one of SMTP, which is that of the server itself until then. */
  replaceDefaultSmtp: z.boolean(),
  /** One certificate for every name of the domain, instead of one with the two names. */
  wildcard: z.boolean(),
  /** Who changes DNS: Fairlead on the domain controller, or a person who is told the records. */
  dns: z.enum(['windows', 'manual']),
})
export type ClientAccessAnswers = z.output<typeof clientAccessSchema>
