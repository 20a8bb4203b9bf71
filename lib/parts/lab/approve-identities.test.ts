import { expect, test, vi } from 'vitest'
import type { HostIdentity } from '#lib/wizard/hosts.ts'
import { stepContext } from '#test/step-context.ts'
import { approveIdentities } from './approve-identities.ts'

const identity = (host: string, more: Partial<HostIdentity>): HostIdentity => ({
  host,
  protocol: 'ssh',
  details: [],
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

const certificate = (host: string, more: Partial<HostIdentity>) =>
  identity(host, {
    protocol: 'winrm',
    algorithm: 'certificate',
    fingerprint: 'SHA256:AB12',
    details: [
      { name: 'subject', value: 'CN=LAB-EX01.lab.local' },
      { name: 'valid', value: '2026-11-23 to 2027-11-23' },
    ],
    ...more,
  })
const name = (host: string, more: Partial<HostIdentity>) =>
  identity(host, { protocol: 'winrm', algorithm: 'name', fingerprint: 'LAB\\LAB-EX01', ...more })

test('keeps as evidence by what a Windows host was told from others, and says where there was no certificate', async () => {
  const { context, finding } = look(certificate('LAB-EX01', { approved: true }), name('LAB-EX02', { approved: true }))
  expect(await finding).toMatchObject({ state: 'satisfied', detail: '2 hosts approved.' })
  expect(context.evidence).toMatchObject([
    {
      data: [
        { value: 'WinRM on 5986, certificate SHA256:AB12, CN=LAB-EX01.lab.local, valid 2026-11-23 to 2027-11-23' },
        { value: expect.stringMatching(/5985, named LAB\\LAB-EX01: no certificate/) },
      ],
    },
  ])
})

test.each([
  ['a renewed certificate', certificate('LAB-EX01', { approvedFingerprint: 'SHA256:CD34' }), /another certificate/],
  [
    'a certificate that is gone',
    name('LAB-EX01', { approvedFingerprint: 'SHA256:CD34' }),
    /no certificate on 5986 any/,
  ],
  ['another name', name('LAB-EX01', { approvedFingerprint: 'LAB\\LAB-EX02' }), /another name/],
  ['a certificate that has come', certificate('LAB-EX01', { approvedFingerprint: 'LAB\\LAB-EX01' }), /by now/],
])('refuses %s of a Windows host', async (_, changed, words) => {
  expect(await look(changed).finding).toMatchObject({ state: 'blocked', detail: expect.stringMatching(words) })
})

test('opens no shell on a host that nobody has approved, neither to look nor to apply', async () => {
  const { context, finding } = look(identity('lab-hap01', {}))
  const shell = vi.spyOn(context.hosts, 'shell')
  await finding
  await approveIdentities.apply(context)
  expect(shell).not.toHaveBeenCalled()
})
