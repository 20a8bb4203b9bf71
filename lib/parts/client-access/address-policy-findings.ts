import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { blocked, type Finding, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { acceptedDomains } from './accepted-domain-pipelines.ts'
import { type AddressPolicy, addressPolicies } from './address-policy-pipelines.ts'
import { areSame, wantedTemplates } from './address-templates.ts'
import type { Organisation } from './organisation.ts'

/** Whether the policy is the one that was wished for, as it is to be read at this place. */
export async function lookAtPolicy(
  { session, server, domainController }: Organisation,
  answers: Answers,
): Promise<Finding> {
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

export function wantedOf({ templates }: AddressPolicy, answers: Answers): string[] {
  const { addressTemplate, existingTemplates } = answers['client-access']
  return wantedTemplates(templates, `SMTP:${addressTemplate}@${answers.lab.smtpDomain}`, existingTemplates)
}

function named(policies: readonly AddressPolicy[], answers: Answers): AddressPolicy | undefined {
  const wanted = answers['client-access'].policyName.toLowerCase()
  return policies.find(({ name }) => name.toLowerCase() === wanted)
}

/** For what is called after a look has found the policy there. */
export function policyOrThrow(policies: readonly AddressPolicy[], answers: Answers): AddressPolicy {
  const found = named(policies, answers)
  if (found) return found
  throw policyGone()
}

export const policyGone = () =>
  new Failure('blocked', {
    message: 'The e-mail address policy that this Step is about is no longer there.',
    remedy: 'Look again, and choose another policy in Part 3.',
  })

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
