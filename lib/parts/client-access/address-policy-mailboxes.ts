import { z } from 'zod'
import type { Answers } from '#lib/parts/answers.ts'
import type { Before, StepContext } from '#lib/wizard/step.ts'
import { type Recipient, recipientOf, recipients, removeAddresses } from './address-policy-pipelines.ts'
import { domainOf, isSmtp } from './address-templates.ts'
import { type Organisation, replication, seen, write } from './organisation.ts'

/** Of how many recipients the addresses are kept, so that Undo can put them back. */
export const keptRecipients = 500
const shownRecipients = 10

const shape = z.array(
  z.object({ name: z.string(), guid: z.string(), type: z.string(), addresses: z.array(z.string()) }),
)

/** Keeps the addresses of every recipient, before the first change; of a larger organisation those of none. */
export async function keepAddresses(now: readonly Recipient[], before: Before): Promise<void> {
  await before.keep('addresses', canKeep(now) ? JSON.stringify(now) : null)
}

export const canKeep = (found: readonly Recipient[]): boolean => found.length <= keptRecipients

/** One more than are kept, so that it shows whether there are more. */
export const recipientsIn = ({ session, domainController }: Organisation): Promise<Recipient[]> =>
  recipients(session, keptRecipients + 1, domainController)

/** `null`: there were too many to keep. `undefined`: nothing was changed yet. */
async function addressesBefore(before: Before): Promise<Recipient[] | null | undefined> {
  const kept = await before.recall('addresses')
  return typeof kept === 'string' ? shape.parse(JSON.parse(kept)) : kept
}

/** A sample for the report: who has which addresses, and had which. */
export async function proveAddresses(place: Organisation, { before, prove }: StepContext<Answers>): Promise<void> {
  const sample = (await recipients(place.session, shownRecipients, place.domainController)).slice(0, shownRecipients)
  const earlier = await addressesBefore(before)
  prove({
    kind: 'fact',
    subject: 'recipient-addresses',
    data: sample.map(({ name, guid, addresses }) => {
      const was = earlier?.find((one) => one.guid === guid)
      const said = was && !areSameSet(was.addresses, addresses) ? `; before: ${was.addresses.join(', ')}` : ''
      return { name, value: addresses.join(', ') + said }
    }),
  })
}

/**
 * Takes from every mailbox the addresses of the SMTP domain that it did not have before. What else has come since stays. The
 * primary is the policy's affair: it was put back by applying the policy as it was.
 */
export async function restoreAddresses(
  domain: string,
  place: Organisation,
  { before, log, signal }: StepContext<Answers>,
): Promise<void> {
  const earlier = await addressesBefore(before)
  const host = place.server
  if (earlier === null)
    log(`the new addresses stay as secondary ones: of more than ${keptRecipients} recipients they are not kept`, {
      host,
      level: 'error',
    })
  if (!earlier) return
  const left: string[] = []
  for (const recipient of await recipientsIn(place)) {
    const was = earlier.find(({ guid }) => guid === recipient.guid)
    const added = was ? addedTo(recipient, was, domain) : []
    if (added.length === 0) continue
    if (recipient.type !== 'UserMailbox') {
      left.push(recipient.name)
      continue
    }
    await write(place.session, removeAddresses(recipient.guid, added, place.domainController))
    const isGone = async () => {
      const now = await recipientOf(place.session, recipient.guid, place.domainController)
      return !now?.addresses.some((one) => added.some((other) => isSame(one, other))) || undefined
    }
    const what = `that ${recipient.name} no longer has ${added.join(', ')}`
    await seen(isGone, { what, where: host, withinMs: replication.sameMs, signal })
    log(`${recipient.name} no longer has ${added.join(', ')}`, { host })
  }
  if (left.length > 0)
    log(
      `${left.join(', ')}: no mailbox, so the address of ${domain} stays there as a secondary one; take it away by hand where it is not wanted`,
      { host, level: 'error' },
    )
}

function addedTo(now: Recipient, was: Recipient, domain: string): string[] {
  return now.addresses.filter(
    (one) => isSmtp(one) && isSame(domainOf(one), domain) && !was.addresses.some((other) => isSame(one, other)),
  )
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
const areSameSet = (one: readonly string[], other: readonly string[]) =>
  JSON.stringify([...one].sort()) === JSON.stringify([...other].sort())
