import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { windowsPassword } from '#lib/parts/lab/preflight-windows.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import { blocked, type Finding, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { acceptedDomains } from './accepted-domain-pipelines.ts'
import {
  canKeep,
  keepAddresses,
  keptRecipients,
  proveAddresses,
  recipientsIn,
  restoreAddresses,
} from './address-policy-mailboxes.ts'
import { type AddressPolicy, addressPolicies, setTemplates, updatePolicy } from './address-policy-pipelines.ts'
import { areSame, domainOf, isSmtp, wantedTemplates } from './address-templates.ts'
import { firstExchangeServer, type Organisation, organisation, replication, seen, write } from './organisation.ts'

export const addressPolicy: Step<Answers> = {
  id: 'address-policy',
  title: 'Give recipients their address in the SMTP domain',
  purpose:
    'The template of the SMTP domain as the primary one of the e-mail address policy, and the policy applied to its recipients. The templates that it has stay, unless you chose to replace them.',
  hostsOf: (answers) => [firstExchangeServer(answers)],
  timeoutMs: 3_600_000,

  async check(context) {
    const locked = await windowsPassword(context.answers.lab, context.keep)
    if (locked) return locked
    const place = await organisation(context)
    const finding = await look(place, context.answers)
    if (finding.state === 'satisfied') {
      await provePolicy(place, context)
      await proveAddresses(place, context)
    }
    return finding
  },

  async plan(context) {
    const place = await organisation(context)
    const { server, domainController } = place
    const policies = await addressPolicies(place.session, domainController)
    const policy = policyOrThrow(policies, context.answers)
    const wanted = wantedOf(policy, context.answers)
    const found = await recipientsIn(place)
    const update = {
      host: server,
      summary: `Would apply “${policy.name}” to its recipients: ${effect(canKeep(found), found.length)}${earlierPolicies(policies, policy)}`,
      command: showCommands(updatePolicy(policy.name, domainController)),
    }
    if (areSame(policy.templates, wanted)) return [update]
    return [
      {
        host: server,
        summary: `Would set the templates of the e-mail address policy “${policy.name}” from ${policy.templates.join(', ')} to ${wanted.join(', ')}`,
        command: showCommands(setTemplates(policy, wanted, domainController)),
        file: {
          path: `Templates of “${policy.name}”`,
          before: `${policy.templates.join('\n')}\n`,
          after: `${wanted.join('\n')}\n`,
        },
      },
      update,
    ]
  },

  async apply(context) {
    const { answers, before, log } = context
    const place = await organisation(context)
    const { session, domainController, server } = place
    const policy = policyOrThrow(await addressPolicies(session, domainController), answers)
    const wanted = wantedOf(policy, answers)
    // Kept before anything changes; what was kept by a run that died here stays.
    await before.keep('templates', JSON.stringify(policy.templates))
    await keepAddresses(await recipientsIn(place), before)
    if (!areSame(policy.templates, wanted)) {
      await write(session, setTemplates(policy, wanted, domainController))
      await readBack(place, context, 'the new templates', ({ templates }) => areSame(templates, wanted))
      log(`“${policy.name}” has the templates ${wanted.join(', ')}`, { host: server, level: 'good' })
    }
    await applyTo(policy, place, context)
  },

  /** Every Exchange server makes addresses by the policy as it reads it itself. */
  async verify(context) {
    const { answers, hosts, signal } = context
    for (const { name } of hostsWith(answers.lab, 'exchange')) {
      const session = await hosts.exchange(name)
      const isRight = async () =>
        (await look({ session, server: name, domainController: undefined }, answers)).state === 'satisfied' || undefined
      const what = `“${answers['client-access'].policyName}” as it was set`
      await seen(isRight, { what, where: name, withinMs: replication.everywhereMs, signal })
    }
    return addressPolicy.check(context)
  },

  async undo(context) {
    const { answers, before, log } = context
    const kept = await before.recall('templates')
    if (typeof kept !== 'string') return
    // Written by apply, from a list of texts.
    const former = JSON.parse(kept) as string[]
    const place = await organisation(context)
    const { session, domainController, server } = place
    const policy = policyOrThrow(await addressPolicies(session, domainController), answers)
    const isChanged = !areSame(policy.templates, former)
    if (isChanged) {
      await write(session, setTemplates(policy, former, domainController))
      await readBack(place, context, 'the former templates', ({ templates }) => areSame(templates, former))
      log(`“${policy.name}” has its former templates again: ${former.join(', ')}`, { host: server })
    }
    if (isChanged || !policy.isApplied) await applyTo(policy, place, context)
    if (!makesAddresses(former, answers)) await restoreAddresses(place, context)
  },
}

async function look({ session, server, domainController }: Organisation, answers: Answers): Promise<Finding> {
  const { smtpDomain } = answers.lab
  const policies = await addressPolicies(session, domainController)
  const policy = named(policies, answers)
  if (!policy) return noPolicy(policies, answers, server)
  if (policy.isLegacy) return legacy(policy)
  const domains = await acceptedDomains(session, domainController)
  if (!domains.some(({ domain }) => domain.toLowerCase() === smtpDomain.toLowerCase())) return notAccepted(smtpDomain)
  const wanted = wantedOf(policy, answers)
  if (!areSame(policy.templates, wanted))
    return unsatisfied(
      `“${policy.name}” makes addresses by ${policy.templates.join(', ')}, not by ${wanted.join(', ')}.`,
    )
  if (!policy.isApplied)
    return unsatisfied(`“${policy.name}” has the right templates, and has not been applied to its recipients yet.`)
  return satisfied(`“${policy.name}” is applied and gives its recipients ${wanted[0]} as their primary address.`)
}

async function applyTo(policy: AddressPolicy, place: Organisation, context: StepContext<Answers>): Promise<void> {
  await write(place.session, updatePolicy(policy.name, place.domainController))
  await readBack(place, context, 'that the policy is applied', ({ isApplied }) => isApplied)
  context.log(`“${policy.name}” is applied to its recipients`, { host: place.server, level: 'good' })
}

async function readBack(
  { session, domainController, server }: Organisation,
  { answers, signal }: StepContext<Answers>,
  what: string,
  isRight: (policy: AddressPolicy) => boolean,
): Promise<void> {
  const find = async () => {
    const policy = named(await addressPolicies(session, domainController), answers)
    return (policy && isRight(policy)) || undefined
  }
  await seen(find, { what, where: domainController ?? server, withinMs: replication.sameMs, signal })
}

async function provePolicy({ session, domainController }: Organisation, context: StepContext<Answers>): Promise<void> {
  const policy = policyOrThrow(await addressPolicies(session, domainController), context.answers)
  const kept = await context.before.recall('templates')
  // Written by apply, from a list of texts.
  const former = typeof kept === 'string' ? (JSON.parse(kept) as string[]) : undefined
  context.prove({
    kind: 'fact',
    subject: 'address-policy',
    data: [
      { name: 'policy', value: policy.name },
      ...(former ? [{ name: 'templates before', value: former.join(', ') }] : []),
      { name: 'templates', value: policy.templates.join(', ') },
    ],
  })
}

function wantedOf({ templates }: AddressPolicy, answers: Answers): string[] {
  const { addressTemplate, existingTemplates } = answers['client-access']
  return wantedTemplates(templates, `SMTP:${addressTemplate}@${answers.lab.smtpDomain}`, existingTemplates)
}

/** Where the policy made addresses of the SMTP domain before, recipients have theirs by right. */
function makesAddresses(templates: readonly string[], { lab }: Answers): boolean {
  return templates.some((one) => isSmtp(one) && domainOf(one).toLowerCase() === lab.smtpDomain.toLowerCase())
}

function named(policies: readonly AddressPolicy[], answers: Answers): AddressPolicy | undefined {
  const wanted = answers['client-access'].policyName.toLowerCase()
  return policies.find(({ name }) => name.toLowerCase() === wanted)
}

/** For what is called after a look has found the policy there. */
function policyOrThrow(policies: readonly AddressPolicy[], answers: Answers): AddressPolicy {
  const found = named(policies, answers)
  if (found) return found
  throw new Failure('blocked', {
    message: `There is no e-mail address policy “${answers['client-access'].policyName}” any more.`,
    remedy: 'Look again.',
  })
}

function effect(isKept: boolean, count: number): string {
  const does = 'each gets the new primary address and keeps its former one as a secondary'
  if (isKept)
    return `${does}; the addresses of all ${count} recipients are kept first, so that Undo puts those of mailboxes back`
  return `${does}; with more than ${keptRecipients} recipients Undo puts the policy back, and the new addresses stay as secondary ones`
}

function earlierPolicies(policies: readonly AddressPolicy[], { name, priority }: AddressPolicy): string {
  const order = (one: string) => (Number.isNaN(Number(one)) ? Number.POSITIVE_INFINITY : Number(one))
  const earlier = policies.filter((one) => one.name !== name && order(one.priority) < order(priority))
  if (earlier.length === 0) return ''
  return `; recipients of ${earlier.map((one) => `“${one.name}”`).join(', ')} are given theirs by that policy and stay as they are`
}

const noPolicy = (policies: readonly AddressPolicy[], answers: Answers, server: string): Finding =>
  blocked(
    `${server} knows no e-mail address policy “${answers['client-access'].policyName}”. It knows ${policies.map(({ name }) => `“${name}”`).join(', ') || 'none'}.`,
    'Choose one of them in Part 3.',
    { part: 'client-access', tab: 'answers', field: 'policyName', label: 'Choose the policy' },
  )

const legacy = ({ name }: AddressPolicy): Finding =>
  blocked(
    `The e-mail address policy “${name}” was made by an earlier version of Exchange, and this one does not change it before it is upgraded.`,
    `Upgrade it in the Exchange Management Shell (Set-EmailAddressPolicy -ForceUpgrade -IncludedRecipients AllRecipients, for the policy “${name}”), then look again. Compare its recipient filter before and after.`,
  )

const notAccepted = (smtpDomain: string): Finding =>
  blocked(
    `${smtpDomain} is not an accepted domain yet, and a policy makes addresses of accepted domains only.`,
    'Run “Accept mail for the SMTP domain” first.',
    { part: 'client-access', step: 'accepted-domain', label: 'Go to the accepted domain' },
  )
