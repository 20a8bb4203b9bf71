import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Secret } from '#lib/secret.ts'
import { avId, decodeAvPairs, encodeAvPairs } from './av-pairs.ts'
import { encodeFileTime } from './file-time.ts'
import { askedFlags, flagsOf, hasFlag } from './flags.ts'
import { decodeAuthenticate, decodeNegotiate, encodeChallenge, micLength, micOffset } from './messages.ts'
import { hmacMd5, ntlmV2Hash, readNtlmV2Response } from './ntlmv2.ts'
import { Rc4 } from './rc4.ts'
import { NtlmSealing } from './sealing.ts'

export type NtlmAcceptorOptions = {
  /** NetBIOS names of the machine and its domain, and their DNS names. */
  computer: string
  domain: string
  dnsComputer: string
  dnsDomain: string
  /** `undefined` where there is no such account. */
  passwordOf(user: string, domain: string): Secret | undefined
  /** MD5 of the channel bindings; a client that names another channel is refused. */
  channelBinding?: Uint8Array
  now?: () => Date
}

export type Accepted = { user: string; domain: string; sealing: NtlmSealing }

/** The server's side of one login, [MS-NLMP] 3.2.5: for the rehearsal's Windows hosts and for tests of the client. */
export class NtlmAcceptor {
  readonly #options: NtlmAcceptorOptions
  readonly #serverChallenge = randomBytes(8)
  #negotiate: Buffer = Buffer.alloc(0)
  #challenge: Buffer = Buffer.alloc(0)

  constructor(options: NtlmAcceptorOptions) {
    this.#options = options
  }

  challenge(negotiate: Uint8Array): Buffer {
    const { computer, domain, dnsComputer, dnsDomain, now = () => new Date() } = this.#options
    const utf16 = (text: string) => Buffer.from(text, 'utf16le')
    this.#negotiate = Buffer.from(negotiate)
    this.#challenge = encodeChallenge({
      flags: ((decodeNegotiate(negotiate).flags & askedFlags) | always) >>> 0,
      serverChallenge: this.#serverChallenge,
      targetName: domain,
      targetInfo: encodeAvPairs(
        new Map([
          [avId.domainName, utf16(domain)],
          [avId.computerName, utf16(computer)],
          [avId.dnsDomainName, utf16(dnsDomain)],
          [avId.dnsComputerName, utf16(dnsComputer)],
          [avId.timestamp, encodeFileTime(now())],
        ]),
      ),
    })
    return this.#challenge
  }

  /** `undefined`: the account, the password, the integrity code or the channel is not right. */
  accept(authenticate: Uint8Array): Accepted | undefined {
    const message = decodeAuthenticate(authenticate)
    const response = readNtlmV2Response(message.ntResponse)
    const password = this.#options.passwordOf(message.user, message.domain)
    if (!response || !password) return undefined

    const hash = ntlmV2Hash(message.user, message.domain, password)
    if (!timingSafeEqual(hmacMd5(hash, this.#serverChallenge, response.blob), response.proof)) return undefined

    const sessionBaseKey = hmacMd5(hash, response.proof)
    const exportedSessionKey = hasFlag(message.flags, 'keyExchange')
      ? new Rc4(sessionBaseKey).update(message.encryptedSessionKey)
      : sessionBaseKey
    const pairs = decodeAvPairs(response.targetInfo)
    if (!this.#isWhole(authenticate, exportedSessionKey, pairs.get(avId.flags))) return undefined
    if (!this.#isThisChannel(pairs.get(avId.channelBindings))) return undefined
    return { user: message.user, domain: message.domain, sealing: new NtlmSealing(exportedSessionKey, 'server') }
  }

  #isWhole(authenticate: Uint8Array, key: Uint8Array, flags: Uint8Array | undefined): boolean {
    const promisesMic = flags?.length === 4 && (Buffer.from(flags).readUInt32LE() & 2) !== 0
    // We sent our time, so a client that keeps to the protocol sends the code; without it anybody could have cut flags.
    if (!promisesMic || authenticate.length < micOffset + micLength) return false
    const mic = authenticate.subarray(micOffset, micOffset + micLength)
    const without = Buffer.from(authenticate).fill(0, micOffset, micOffset + micLength)
    return timingSafeEqual(hmacMd5(key, this.#negotiate, this.#challenge, without), mic)
  }

  #isThisChannel(named: Uint8Array | undefined): boolean {
    const { channelBinding } = this.#options
    const none = !named || named.every((byte) => byte === 0)
    // As CbtHardeningLevel Relaxed: a client that names no channel passes, one that names another does not.
    return !channelBinding || none || Buffer.from(channelBinding).equals(named)
  }
}

const always = flagsOf(['unicode', 'ntlm', 'targetInfo', 'targetTypeDomain'])
