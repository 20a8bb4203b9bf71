import type { Answers } from '#lib/parts/answers.ts'
import { windowsPassword } from '#lib/parts/lab/preflight-windows.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import type { Before, Step, StepContext } from '#lib/wizard/step.ts'
import { lookAtPolicy, policyGone, policyOrThrow, wantedOf } from './address-policy-findings.ts'
import {
  canKeep,
  keepAddresses,
  keptRecipients,
  proveAddresses,
  recipientsIn,
  restoreAddresses,
} from './address-policy-mailboxes.ts'
import { type AddressPolicy, addressPolicies, setTemplates, updatePolicy } from './address-policy-pipelines.ts'
import { areSame, domainOf, formerTemplates, isSmtp } from './address-templates.ts'
import { firstServer } from './exchange-servers.ts'
import { type Organisation, organisation, replication, seen, write } from './organisation.ts'

export const addressPolicy: Step<Answers> = {
  id: 'address-policy',
  title: 'Give recipients their address in the SMTP domain',
  purpose:
    'The template of the SMTP domain as the primary one of the e-mail address policy, and the policy applied to its recipients. The templates that it has stay, unless you chose to replace them.',
  hostsOf: (answers) => [firstServer(answers)],
  timeoutMs: 3_600_000,

  async check(context) {
    const locked = await windowsPassword(context.answers.lab, context.keep)
    if (locked) return locked
    const place = await organisation(context)
    const finding = await lookAtPolicy(place, context.answers)
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
    await before.keep('domain', answers.lab.smtpDomain)
    await before.keep('policy', policy.guid)
    await before.keep('templates', JSON.stringify(policy.templates))
    await keepAddresses(await recipientsIn(place), before)
    if (!areSame(policy.templates, wanted)) {
      await write(session, setTemplates(policy, wanted, domainController))
      await readBack(policy, place, context, 'the new templates', ({ templates }) => areSame(templates, wanted))
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
        (await lookAtPolicy({ session, server: name, domainController: undefined }, answers)).state === 'satisfied' ||
        undefined
      const what = `“${answers['client-access'].policyName}” as it was set`
      await seen(isRight, { what, where: name, withinMs: replication.everywhereMs, signal })
    }
    return addressPolicy.check(context)
  },

  async undo(context) {
    const { before, log } = context
    const former = await templatesBefore(before)
    // Not of the answers: they may have changed since.
    const [domain, guid] = [await before.recall('domain'), await before.recall('policy')]
    if (!former || !domain || !guid) return
    const place = await organisation(context)
    const { session, domainController, server } = place
    const policy = (await addressPolicies(session, domainController)).find((one) => one.guid === guid)
    if (!policy) throw policyGone()
    const restored = formerTemplates(policy.templates, former, domain)
    const isChanged = !areSame(policy.templates, restored)
    if (isChanged) {
      await write(session, setTemplates(policy, restored, domainController))
      await readBack(policy, place, context, 'the former templates', ({ templates }) => areSame(templates, restored))
      log(`“${policy.name}” has its former templates again: ${restored.join(', ')}`, { host: server })
    }
    if (isChanged || !policy.isApplied) await applyTo(policy, place, context)
    if (!makesAddresses(former, domain)) await restoreAddresses(domain, place, context)
  },
}

async function applyTo(policy: AddressPolicy, place: Organisation, context: StepContext<Answers>): Promise<void> {
  await write(place.session, updatePolicy(policy.name, place.domainController))
  await readBack(policy, place, context, 'that the policy is applied', ({ isApplied }) => isApplied)
  context.log(`“${policy.name}” is applied to its recipients`, { host: place.server, level: 'good' })
}

async function readBack(
  { guid }: AddressPolicy,
  { session, domainController, server }: Organisation,
  { signal }: StepContext<Answers>,
  what: string,
  isRight: (policy: AddressPolicy) => boolean,
): Promise<void> {
  const find = async () => {
    const policy = (await addressPolicies(session, domainController)).find((one) => one.guid === guid)
    return (policy && isRight(policy)) || undefined
  }
  await seen(find, { what, where: domainController ?? server, withinMs: replication.sameMs, signal })
}

async function provePolicy({ session, domainController }: Organisation, context: StepContext<Answers>): Promise<void> {
  const policy = policyOrThrow(await addressPolicies(session, domainController), context.answers)
  const former = await templatesBefore(context.before)
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

async function templatesBefore(before: Before): Promise<string[] | undefined> {
  const kept = await before.recall('templates')
  // Written by apply, from a list of texts.
  return typeof kept === 'string' ? (JSON.parse(kept) as string[]) : undefined
}

/** Where the policy made addresses of the SMTP domain before, recipients have theirs by right. */
function makesAddresses(templates: readonly string[], domain: string): boolean {
  return templates.some((one) => isSmtp(one) && domainOf(one).toLowerCase() === domain.toLowerCase())
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
