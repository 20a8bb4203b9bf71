import { describe, expect, test } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { SessionKey, SessionKeyExchange } from './session-key.ts'

describe('the session key', () => {
  test('reaches the client encrypted, and secrets go both ways under it', async () => {
    const server = SessionKey.random()
    const exchange = await SessionKeyExchange.create()
    const client = exchange.finish(server.encryptedFor(exchange.publicKeyBlob))
    for (const text of ['', 'Pässw0rd’“!😀']) {
      expect(server.open(client.seal(new Secret(text))).reveal()).toBe(text)
      expect(client.open(server.seal(new Secret(text))).reveal()).toBe(text)
    }
  })

  test('has the blobs that Windows has', async () => {
    const exchange = await SessionKeyExchange.create()
    const blob = Buffer.from(exchange.publicKeyBlob, 'base64')
    // The beginning of every PublicKey of a recorded exchange: BgIAAACkAABSU0ExAAgAAAEAAQ…
    expect(blob.subarray(0, 20).toString('base64')).toBe('BgIAAACkAABSU0ExAAgAAAEAAQA=')
    expect(blob).toHaveLength(276)
    const encrypted = Buffer.from(SessionKey.random().encryptedFor(exchange.publicKeyBlob), 'base64')
    expect(encrypted.subarray(0, 12).toString('base64')).toBe('AQIAABBmAAAApAAA')
    expect(encrypted).toHaveLength(268)
  })

  test.each([
    ['that is too short', 'AQIAABBmAAAApAAA'],
    ['of another algorithm', Buffer.alloc(268, 1).toString('base64')],
  ])('%s is refused', async (_, encrypted) => {
    const exchange = await SessionKeyExchange.create()
    expect(() => exchange.finish(encrypted)).toThrow(expect.objectContaining({ code: 'protocol' }))
  })

  test('does not open what another key sealed', () => {
    const [one, other] = [new SessionKey(Buffer.alloc(32, 1)), new SessionKey(Buffer.alloc(32, 2))]
    expect(() => one.open(other.seal(new Secret('x')))).toThrow(expect.objectContaining({ code: 'protocol' }))
  })

  test('is not made for what is no public key', () => {
    expect(() => SessionKey.random().encryptedFor('AAAA')).toThrow(expect.objectContaining({ code: 'protocol' }))
  })
})
