import { expect, test, vi } from 'vitest'
import type { HostIdentity } from '#lib/wizard/hosts.ts'
import { stepContext } from '#test/step-context.ts'
import { approveIdentities } from './approve-identities.ts'

const identity = (host: string, more: Partial<HostIdentity>): HostIdentity => ({
  host,
  algorithm: 'Ed25519',
  fingerprint: 'SHA256:now',
  approved: false,
  ...more,
})

const look = (...identities: HostIdentity[]) => {
  const context = stepContext({ hosts: { identities: async () => identities } })
  return { context, finding: approveIdentities.check(context) }
}

test('goes on when every host shows the approved key, and keeps the keys as evidence', async () => {
  const { context, finding } = look(
    identity('lab-hap01', { approved: true }),
    identity('lab-hap02', { approved: true }),
  )
  expect(await finding).toMatchObject({ state: 'satisfied' })
  expect(context.evidence).toMatchObject([
    { subject: 'identities', data: [{ name: 'lab-hap01', value: 'Ed25519 SHA256:now' }, {}] },
  ])
})

test('waits for a person where a key is new, and leads to the Identities tab', async () => {
  const { finding } = look(identity('lab-hap01', { approved: true }), identity('lab-hap02', {}))
  expect(await finding).toMatchObject({
    state: 'blocked',
    detail: expect.stringContaining('lab-hap02'),
    fix: { tab: 'identities' },
  })
})

test('refuses a changed key with both fingerprints, before it asks about new ones', async () => {
  const { finding } = look(identity('lab-hap01', {}), identity('lab-hap02', { approvedFingerprint: 'SHA256:before' }))
  expect(await finding).toMatchObject({
    state: 'blocked',
    detail: expect.stringMatching(/lab-hap02.*SHA256:now.*SHA256:before/),
  })
})

test('opens no shell on a host that nobody has approved, neither to look nor to apply', async () => {
  const { context, finding } = look(identity('lab-hap01', {}))
  const shell = vi.spyOn(context.hosts, 'shell')
  await finding
  await approveIdentities.apply(context)
  expect(shell).not.toHaveBeenCalled()
})
