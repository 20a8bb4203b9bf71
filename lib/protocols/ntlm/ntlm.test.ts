import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { Secret } from '#lib/secret.ts'
import { NtlmAcceptor, type NtlmAcceptorOptions } from './acceptor.ts'
import { avId, decodeAvPairs, encodeAvPairs } from './av-pairs.ts'
import { ntlmChannelBinding } from './channel-binding.ts'
import { NtlmClient } from './client.ts'
import { md4 } from './md4.ts'
import {
  decodeAuthenticate,
  decodeChallenge,
  decodeNegotiate,
  encodeAuthenticate,
  encodeChallenge,
  ntlmMessageType,
} from './messages.ts'
import { ntlmV2Hash, ntlmV2Response } from './ntlmv2.ts'
import { Rc4 } from './rc4.ts'
import { NtlmSealing } from './sealing.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

describe('the vectors of RFC 1320 and RFC 6229', () => {
  test.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('MD4 of "%s"', (text, digest) => {
    expect(md4(Buffer.from(text)).toString('hex')).toBe(digest)
  })

  test('RC4 with a 128 bit key, in one piece and in several', () => {
    const key = hex('0102030405060708090a0b0c0d0e0f10')
    const stream = '9ac7cc9a609d1ef7b2932899cde41b97'
    expect(new Rc4(key).update(Buffer.alloc(16)).toString('hex')).toBe(stream)
    const pieces = new Rc4(key)
    expect(Buffer.concat([pieces.update(Buffer.alloc(5)), pieces.update(Buffer.alloc(11))]).toString('hex')).toBe(
      stream,
    )
  })
})

describe('the NTLMv2 example of [MS-NLMP] 4.2.4', () => {
  const challengeMessage = hex(`
    4e544c4d53535000 02000000 0c000c0038000000 33828ae2 0123456789abcdef 0000000000000000 2400240044000000
    060070170000000f 530065007200760065007200
    02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000`)
  const authenticateMessage = hex(`
    4e544c4d53535000 03000000 180018006c000000 5400540084000000 0c000c0048000000 0800080054000000 100010005c000000
    10001000d8000000 358288e2 0501280a0000000f 44006f006d00610069006e00 5500730065007200 43004f004d0050005500540045005200
    86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa
    68cd0ab851e51c96aabc927bebef6a1c 0101000000000000 0000000000000000 aaaaaaaaaaaaaaaa 00000000
    02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000 00000000
    c5dad2544fc9799094ce1ce90bc9d03e`)
  const { serverChallenge, targetInfo, ...challenge } = decodeChallenge(challengeMessage)
  const hash = ntlmV2Hash('User', 'Domain', new Secret('Password'))
  const response = ntlmV2Response(hash, serverChallenge, {
    challenge: Buffer.alloc(8, 0xaa),
    fileTime: Buffer.alloc(8),
    targetInfo,
  })
  const exportedSessionKey = Buffer.alloc(16, 0x55)

  test('the challenge is read', () => {
    expect(challenge).toEqual({ flags: 0xe28a8233, targetName: 'Server' })
    expect(Buffer.from(serverChallenge).toString('hex')).toBe('0123456789abcdef')
    expect(decodeAvPairs(targetInfo).get(avId.domainName)).toEqual(utf16('Domain'))
  })

  test('hash, responses and session key', () => {
    expect(hash.toString('hex')).toBe('0c868a403bfd7a93a3001ef22ef02e3f')
    expect(response.lmResponse.toString('hex')).toBe('86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa')
    expect(response.ntResponse.subarray(0, 16).toString('hex')).toBe('68cd0ab851e51c96aabc927bebef6a1c')
    expect(response.sessionBaseKey.toString('hex')).toBe('8de40ccadbc14a82f15cb0ad0de95ca3')
    const encrypted = new Rc4(response.sessionBaseKey).update(exportedSessionKey)
    expect(encrypted.toString('hex')).toBe('c5dad2544fc9799094ce1ce90bc9d03e')
  })

  test('the authenticate message is read, and made of the same parts again', () => {
    const message = decodeAuthenticate(authenticateMessage)
    expect(message).toMatchObject({ domain: 'Domain', user: 'User', workstation: 'COMPUTER', flags: 0xe2888235 })
    expect(Buffer.from(message.ntResponse)).toEqual(response.ntResponse)
    expect(decodeAuthenticate(encodeAuthenticate(message))).toEqual(message)
  })

  test('sealing and signing, and opening on the other side', () => {
    const sealed = new NtlmSealing(exportedSessionKey, 'client').seal(utf16('Plaintext'))
    expect(sealed.data.toString('hex')).toBe('54e50165bf1936dc996020c1811b0f06fb5f')
    expect(sealed.signature.toString('hex')).toBe('010000007fb38ec5c55d497600000000')
    expect(new NtlmSealing(exportedSessionKey, 'server').unseal(sealed)).toEqual(utf16('Plaintext'))
  })
})

describe('logging in', () => {
  const credential = { user: 'LAB\\Administrator', password: new Secret('Passw0rd!') }
  const acceptor = (options: Partial<NtlmAcceptorOptions> = {}) =>
    new NtlmAcceptor({
      computer: 'LAB-EX01',
      domain: 'LAB',
      dnsComputer: 'lab-ex01.lab.local',
      dnsDomain: 'lab.local',
      passwordOf: (user, domain) => (`${domain}\\${user}` === credential.user ? credential.password : undefined),
      ...options,
    })
  const login = (client: NtlmClient, server: NtlmAcceptor, change = (token: Buffer) => token) =>
    server.accept(change(Buffer.from(client.step(server.challenge(client.step(undefined) ?? Buffer.of())) ?? [])))

  test('both ends share keys afterwards, and messages run in order', () => {
    const client = new NtlmClient({ credential, host: 'lab-ex01' })
    const accepted = login(client, acceptor())
    expect(accepted).toMatchObject({ user: 'Administrator', domain: 'LAB' })
    expect(client.server).toMatchObject({ computer: 'LAB-EX01', domain: 'LAB', dnsComputer: 'lab-ex01.lab.local' })
    for (const text of ['one', 'two']) {
      expect(accepted?.sealing.unseal(client.seal(Buffer.from(text))).toString()).toBe(text)
      expect(Buffer.from(client.unseal(accepted?.sealing.seal(Buffer.from(text)) ?? never())).toString()).toBe(text)
    }
  })

  test.each([
    ['another password', { ...credential, password: new Secret('wrong') }],
    ['another name', { ...credential, user: 'LAB\\somebody' }],
  ])('%s is not accepted', (_, wrong) => {
    expect(login(new NtlmClient({ credential: wrong, host: 'lab-ex01' }), acceptor())).toBeUndefined()
  })

  test('a message changed on the way is not accepted: the integrity code covers its flags', () => {
    const changed = (token: Buffer) => {
      token[60] = (token[60] ?? 0) & ~0x20
      return token
    }
    expect(login(new NtlmClient({ credential, host: 'lab-ex01' }), acceptor(), changed)).toBeUndefined()
  })

  test('a login for another TLS channel is not accepted', () => {
    const mine = ntlmChannelBinding(Buffer.alloc(32, 1))
    const theirs = ntlmChannelBinding(Buffer.alloc(32, 2))
    const client = (channelBinding: Uint8Array) => new NtlmClient({ credential, host: 'lab-ex01', channelBinding })
    expect(login(client(mine), acceptor({ channelBinding: mine }))).toBeDefined()
    expect(login(client(mine), acceptor({ channelBinding: theirs }))).toBeUndefined()
  })

  test.each([
    ['seal', 0x20],
    ['sign', 0x10],
    ['keyExchange', 0x40000000],
    ['key128', 0x20000000],
    ['extendedSessionSecurity', 0x80000],
  ])('a server that drops %s is refused before the password is used', (name, flag) => {
    const client = new NtlmClient({ credential, host: 'lab-ex01' })
    const { flags, ...rest } = decodeChallenge(acceptor().challenge(client.step(undefined) ?? Buffer.of()))
    const weak = encodeChallenge({ ...rest, flags: (flags & ~flag) >>> 0 })
    expect(() => client.step(weak)).toThrow(expect.objectContaining({ code: 'encryption-required' }))
    expect(() => client.step(weak)).toThrow(name)
  })

  test.each(['signature', 'data'] as const)('a sealed message with a changed %s is refused', (part) => {
    const client = new NtlmClient({ credential, host: 'lab-ex01' })
    const sealed = login(client, acceptor())?.sealing.seal(Buffer.from('reply')) ?? never()
    sealed[part][4] = (sealed[part][4] ?? 0) ^ 1
    expect(() => client.unseal(sealed)).toThrow(expect.objectContaining({ code: 'protocol' }))
  })

  test('neither the client nor its failure prints the password', () => {
    const client = new NtlmClient({ credential, host: 'lab-ex01' })
    expect(JSON.stringify({ client, credential })).not.toContain('Passw0rd!')
  })
})

test('the channel binding of a known certificate is the one that other NTLM clients compute', () => {
  const endPoint = hex('e3ca49271e5089cc48ce82109f1324f41dbeddc29a777410c738f7868c4ff405')
  expect(ntlmChannelBinding(endPoint).toString('hex')).toBe('6ea19df066da4622051f9c4f92c6df74')
})

test('foreign bytes are refused or read, never a crash', () => {
  const begun = (type: number) =>
    fc
      .uint8Array({ maxLength: 200 })
      .map((tail) => Buffer.concat([Buffer.from('NTLMSSP\0', 'latin1'), Buffer.from([type, 0, 0, 0]), tail]))
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 120 }), begun(1), begun(2), begun(3))
  const readers = [ntlmMessageType, decodeNegotiate, decodeChallenge, decodeAuthenticate, decodeAvPairs]
  fc.assert(
    fc.property(bytes, (message) => {
      for (const read of readers) {
        try {
          read(message)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('target information comes back as it was written', () => {
  const pairs = new Map([
    [avId.domainName, utf16('LAB')],
    [avId.flags, Buffer.from([2, 0, 0, 0])],
  ])
  expect(decodeAvPairs(encodeAvPairs(pairs))).toEqual(pairs)
})

function never(): never {
  throw new Error('the login was not accepted')
}
