import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeAuthenticate, encodeNegotiate } from '#lib/protocols/ntlm/messages.ts'
import { basicLogin, type Connection, windowsLogin } from './authentication.ts'

const nothing = Buffer.alloc(0)
const first = `NTLM ${encodeNegotiate({ flags: 1 }).toString('base64')}`
const third = (user: string) =>
  `NTLM ${encodeAuthenticate({
    flags: 1,
    lmResponse: nothing,
    ntResponse: nothing,
    domain: 'LAB',
    user,
    workstation: 'LAB-WS01',
    encryptedSessionKey: nothing,
  }).toString('base64')}`
const ticket = (user: string) => `Negotiate ${Buffer.from(`ticket of ${user}`).toString('base64')}`
const nobody = { challenge: undefined }

describe('Windows authentication', () => {
  test('takes three legs of NTLM, and then counts for the connection', () => {
    const connection: Connection = {}
    expect(windowsLogin(connection, undefined)).toEqual(nobody)
    expect(windowsLogin(connection, first)).toEqual({ challenge: expect.stringMatching(/^NTLM TlRMTVNTUAAC/) })
    expect(windowsLogin(connection, third('alice'))).toEqual({ user: 'LAB\\alice' })
    expect(windowsLogin(connection, undefined)).toEqual({ user: 'LAB\\alice' })
  })

  test('takes a Kerberos ticket at once, and then counts for the connection', () => {
    const connection: Connection = {}
    expect(windowsLogin(connection, ticket('bob@LAB.LOCAL'))).toEqual({ user: 'bob@LAB.LOCAL' })
    expect(windowsLogin(connection, undefined)).toEqual({ user: 'bob@LAB.LOCAL' })
    expect(windowsLogin({}, undefined)).toEqual(nobody)
  })

  test('refuses the third leg on a connection that had no challenge', () => {
    expect(windowsLogin({}, third('alice'))).toEqual(nobody)
    const connection: Connection = {}
    windowsLogin(connection, first)
    windowsLogin(connection, third('alice'))
    expect(windowsLogin(connection, third('mallory'))).toEqual(nobody)
    expect(windowsLogin(connection, undefined)).toEqual(nobody)
  })

  test('begins anew with the first leg', () => {
    const connection: Connection = {}
    windowsLogin(connection, ticket('bob'))
    windowsLogin(connection, first)
    expect(windowsLogin(connection, undefined)).toEqual(nobody)
  })

  test('admits nobody for bytes that mean nothing, and does not stumble', () => {
    const token = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
    const header = fc.oneof(
      fc.string(),
      token.map((bytes) => `NTLM ${bytes.toString('base64')}`),
      token.map((bytes) => `NTLM ${Buffer.concat([Buffer.from('NTLMSSP\0\x03\0\0\0'), bytes]).toString('base64')}`),
      fc.string().map((user) => ticket(`${user}\r\nX-Lab-User: mallory`)),
    )
    fc.assert(
      fc.property(header, (text) => {
        const connection: Connection = { isChallenged: true }
        const login = windowsLogin(connection, text)
        if ('user' in login) expect(login.user).toMatch(/^[\x20-\x7e]+$/)
      }),
      { numRuns: 500 },
    )
  })
})

test('Basic authentication counts for its own request', () => {
  expect(basicLogin(`Basic ${Buffer.from('LAB\\alice:secret').toString('base64')}`)).toEqual({ user: 'LAB\\alice' })
  expect(basicLogin(undefined)).toEqual(nobody)
  expect(basicLogin('Basic !')).toEqual(nobody)
})
