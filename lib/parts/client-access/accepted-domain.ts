import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { windowsPassword } from '#lib/parts/lab/preflight-windows.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import {
  blocked,
  type Change,
  type Finding,
  type Step,
  type StepContext,
  satisfied,
  unsatisfied,
} from '#lib/wizard/step.ts'
import {
  type AcceptedDomain,
  acceptedDomains,
  isInUse,
  makeDefault,
  newAcceptedDomain,
  removeAcceptedDomain,
} from './accepted-domain-pipelines.ts'
import { addressPolicies } from './address-policy-pipelines.ts'
import { domainOf, isSmtp } from './address-templates.ts'
import { firstServer } from './exchange-servers.ts'
import { type Organisation, organisation, replication, seen, write } from './organisation.ts'

export const acceptedDomain: Step<Answers> = {
  id: 'accepted-domain',
  title: 'Accept mail for the SMTP domain',
  purpose:
    'The SMTP domain as an authoritative accepted domain of the Exchange organisation, and as its default where you want that. Domains that are accepted already stay.',
  hostsOf: (answers) => [firstServer(answers)],
  timeoutMs: 900_000,

  async check(context) {
    const locked = await windowsPassword(context.answers.lab, context.keep)
    if (locked) return locked
    const place = await organisation(context)
    const domains = await acceptedDomains(place.session, place.domainController)
    const finding = judge(domains, context.answers, place.server)
    if (finding.state === 'satisfied') await proveDomains(domains, context)
    return finding
  },

  async plan({ answers, ...context }) {
    const { session, domainController, server } = await organisation({ answers, ...context })
    const domains = await acceptedDomains(session, domainController)
    const { smtpDomain } = answers.lab
    const own = named(domains, smtpDomain)
    const fresh = freeName(domains, smtpDomain)
    const changes: Change[] = []
    if (!own)
      changes.push({
        host: server,
        summary: `Would add ${smtpDomain} to the accepted domains, as authoritative; accepted now: ${listed(domains)}`,
        command: showCommands(newAcceptedDomain(fresh, smtpDomain, domainController)),
      })
    if (wantsDefault(domains, answers))
      changes.push({
        host: server,
        summary: `Would make ${smtpDomain} the default domain in the place of ${defaultOf(domains)?.domain ?? 'none'}, which stays accepted`,
        command: showCommands(makeDefault(own ? identityOf(own, domains) : fresh, domainController)),
      })
    return changes
  },

  async apply(context) {
    const { answers, before, log } = context
    const place = await organisation(context)
    const { session, domainController } = place
    const { smtpDomain } = answers.lab
    const domains = await acceptedDomains(session, domainController)
    let own = named(domains, smtpDomain)
    await before.keep('domain', smtpDomain)
    if (!own) {
      await before.keep('made', smtpDomain)
      await write(session, newAcceptedDomain(freeName(domains, smtpDomain), smtpDomain, domainController))
      own = await readBack(place, context, `${smtpDomain} among the accepted domains`, (now) => named(now, smtpDomain))
      log(`${smtpDomain} is an accepted domain`, { host: place.server, level: 'good' })
    }
    if (!wantsDefault(domains, answers)) return
    await before.keep('default', defaultOf(domains)?.guid ?? null)
    await write(session, makeDefault(identityOf(own, domains), domainController))
    await readBack(place, context, `${smtpDomain} as the default domain`, (now) => named(defaults(now), smtpDomain))
    log(`${smtpDomain} is the default domain`, { host: place.server, level: 'good' })
  },

  /** Every Exchange server takes mail by what it reads itself, from a domain controller of its own choice. */
  async verify(context) {
    const { answers, hosts, signal } = context
    for (const { name } of hostsWith(answers.lab, 'exchange')) {
      const session = await hosts.exchange(name)
      const look = async () => {
        const isRight = judge(await acceptedDomains(session, undefined), answers, name).state === 'satisfied'
        return isRight || undefined
      }
      const what = `${answers.lab.smtpDomain} as it was set`
      await seen(look, { what, where: name, withinMs: replication.everywhereMs, signal })
    }
    return acceptedDomain.check(context)
  },

  async undo(context) {
    const { before, log } = context
    // Not of the answers: they may have changed since.
    const smtpDomain = await before.recall('domain')
    if (!smtpDomain) return
    const [made, defaultBefore] = [await before.recall('made'), await before.recall('default')]
    const place = await organisation(context)
    const { session, domainController, server } = place
    const domains = await acceptedDomains(session, domainController)
    const own = named(domains, smtpDomain)
    const former = domains.find(({ guid }) => guid === defaultBefore)

    if (own?.isDefault && defaultBefore !== undefined) {
      if (!former) throw noFormerDefault(smtpDomain)
      await write(session, makeDefault(identityOf(former, domains), domainController))
      const what = `${former.domain} as the default domain`
      await readBack(place, context, what, (now) => named(defaults(now), former.domain))
      log(`${former.domain} is the default domain again`, { host: server })
    }
    if (!own || !made || !(await isFree(smtpDomain, place, context))) return
    await write(session, removeAcceptedDomain(identityOf(own, domains), domainController))
    await readBack(place, context, `that ${smtpDomain} is gone`, (now) => !named(now, smtpDomain) || undefined)
    log(`${smtpDomain} is no longer an accepted domain`, { host: server })
  },
}

function judge(domains: readonly AcceptedDomain[], answers: Answers, server: string): Finding {
  const { smtpDomain } = answers.lab
  const own = named(domains, smtpDomain)
  if (!own) return unsatisfied(`${server} does not accept mail for ${smtpDomain}; it accepts ${listed(domains)}.`)
  if (own.type !== 'Authoritative') return relayed(own)
  if (wantsDefault(domains, answers))
    return unsatisfied(`${smtpDomain} is accepted, but the default domain is ${defaultOf(domains)?.domain ?? 'none'}.`)
  return satisfied(`${smtpDomain} is an authoritative accepted domain${own.isDefault ? ' and the default' : ''}.`)
}

const relayed = ({ name, domain, type }: AcceptedDomain): Finding =>
  blocked(
    `${domain} is an accepted domain already, named “${name}”, of type ${type}: Exchange passes mail for unknown recipients of it on to another system. Fairlead does not change that.`,
    `If this organisation holds all mailboxes of ${domain}, make it authoritative (Set-AcceptedDomain -DomainType Authoritative) and look again; else choose another SMTP domain in Part 1.`,
    { part: 'lab', tab: 'answers', field: 'smtpDomain', label: 'Choose the SMTP domain' },
  )

async function readBack<Found>(
  { session, domainController, server }: Organisation,
  { signal }: StepContext<Answers>,
  what: string,
  find: (domains: AcceptedDomain[]) => Found | undefined,
): Promise<Found> {
  const look = async () => find(await acceptedDomains(session, domainController))
  return seen(look, { what, where: domainController ?? server, withinMs: replication.sameMs, signal })
}

/** A domain of which addresses are made, or which recipients still have addresses of, goes on being accepted. */
async function isFree(
  smtpDomain: string,
  { session, domainController, server }: Organisation,
  { log }: StepContext<Answers>,
): Promise<boolean> {
  const user = (await addressPolicies(session, domainController)).find(({ templates }) =>
    templates.some((one) => isSmtp(one) && isSame(domainOf(one), smtpDomain)),
  )
  if (user)
    throw new Failure('blocked', {
      message: `The e-mail address policy “${user.name}” still makes addresses of ${smtpDomain}, so the domain cannot be removed.`,
      remedy:
        'Undo the Step of the address policy first, or take its template out of the policy; then undo this Step again.',
    })
  if (!(await isInUse(session, smtpDomain, domainController))) return true
  log(
    `${smtpDomain} stays an accepted domain, because recipients still have addresses of it; without it their mail would be refused`,
    { host: server, level: 'error' },
  )
  return false
}

async function proveDomains(domains: readonly AcceptedDomain[], { before, prove }: StepContext<Answers>) {
  const made = await before.recall('made')
  const former = await before.recall('default')
  prove({
    kind: 'fact',
    subject: 'accepted-domains',
    data: domains.map((one) => {
      const earlier = one.domain === made ? '; before: not there' : one.guid === former ? '; before: the default' : ''
      return { name: one.domain, value: `${one.type}${one.isDefault ? ', the default' : ''}${earlier}` }
    }),
  })
}

const noFormerDefault = (smtpDomain: string) =>
  new Failure('blocked', {
    message: `The domain that was the default before ${smtpDomain} is no longer an accepted domain, so it cannot be made the default again.`,
    remedy:
      'Make another accepted domain the default (Set-AcceptedDomain -MakeDefault $true), then undo this Step again.',
  })

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
const named = (domains: readonly AcceptedDomain[], domain: string) => domains.find((one) => isSame(one.domain, domain))
const defaults = (domains: readonly AcceptedDomain[]) => domains.filter(({ isDefault }) => isDefault)
const defaultOf = (domains: readonly AcceptedDomain[]) => defaults(domains)[0]

const wantsDefault = (domains: readonly AcceptedDomain[], answers: Answers) =>
  answers['client-access'].makeDefaultDomain && !named(defaults(domains), answers.lab.smtpDomain)

const listed = (domains: readonly AcceptedDomain[]) =>
  domains.map(({ domain, isDefault }) => `${domain}${isDefault ? ' (default)' : ''}`).join(', ')

/** Exchange finds a domain by its name and by the domain itself; where that could be another one, the GUID is clear. */
function identityOf({ name, guid }: AcceptedDomain, domains: readonly AcceptedDomain[]): string {
  const isOther = domains.some((one) => one.guid !== guid && (isSame(one.name, name) || isSame(one.domain, name)))
  return isOther ? guid : name
}

/** The domain's own name, which Exchange wants to be no longer than 64 characters, unless another domain goes by it. */
function freeName(domains: readonly AcceptedDomain[], domain: string): string {
  const isTaken = (name: string) => domains.some((one) => isSame(one.name, name))
  const numbered = domains.map((_, at) => `${domain.slice(0, 58)} (${at + 2})`)
  return [domain.slice(0, 64), ...numbered].find((name) => !isTaken(name)) ?? domain.slice(0, 64)
}
