import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sshKeyPair } from '#test/ssh-key-pair.ts'
import { hostKeyOf, judgeHostKey } from './host-key.ts'

test.each([
  ['Ed25519', { kind: 'ed25519' }],
  ['ECDSA P-256', { kind: 'ecdsa', bits: 256 }],
  ['ECDSA P-384', { kind: 'ecdsa', bits: 384 }],
  ['RSA 2048', { kind: 'rsa', bits: 2048 }],
] as const)('%s is named, and has the fingerprint that ssh-keygen prints', (algorithm, options) => {
  const { publicKey, fingerprint } = sshKeyPair(options)
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64')
  expect(hostKeyOf(blob)).toEqual({ algorithm, fingerprint })
})

test('bytes that are no key still get a fingerprint, and break nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(hostKeyOf(Buffer.from(bytes)).fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
    }),
    { numRuns: 300 },
  )
})

const place = { host: 'lab-hap01', where: '10.113.0.11 port 22' }
const shown = { algorithm: 'Ed25519', fingerprint: 'SHA256:new' }

test('a key that no person has approved is refused, and shown', () => {
  expect(() => judgeHostKey(shown, undefined, place)).toThrow(
    expect.objectContaining({
      code: 'identity-unknown',
      message: expect.stringContaining('Ed25519 SHA256:new'),
      fix: { part: 'lab', tab: 'identities', label: 'Compare and approve the key' },
    }),
  )
})

test('a changed key is refused with both fingerprints', () => {
  expect(() => judgeHostKey(shown, 'SHA256:old', place)).toThrow(
    expect.objectContaining({ code: 'identity-changed', message: expect.stringMatching(/SHA256:old.*SHA256:new/) }),
  )
})

test('the approved key is taken', () => {
  expect(judgeHostKey(shown, 'SHA256:new', place)).toBeUndefined()
})
