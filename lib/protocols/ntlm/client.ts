import { randomBytes } from 'node:crypto'
import { Failure } from '#lib/failure.ts'
import type { SecurityContext, ServerName } from '../wsman/security-context.ts'
import { type AvPairs, avId, avText, decodeAvPairs, encodeAvPairs } from './av-pairs.ts'
import { decodeFileTime, encodeFileTime } from './file-time.ts'
import { askedFlags, hasFlag, neededFlags } from './flags.ts'
import { type Credential, ntlmIdentity } from './identity.ts'
import { type Challenge, decodeChallenge, encodeAuthenticate, encodeNegotiate, micOffset } from './messages.ts'
import { hmacMd5, ntlmV2Hash, ntlmV2Response } from './ntlmv2.ts'
import { Rc4 } from './rc4.ts'
import { NtlmSealing } from './sealing.ts'

export type NtlmOptions = {
  credential: Credential
  /** The name by which the server was called, for MsvAvTargetName. */
  host: string
  /** MD5 of the channel bindings; only inside TLS. */
  channelBinding?: Uint8Array
}

/**
 * The client's side of NTLMv2 with message integrity code, [MS-NLMP] 3.1.5. Raw tokens, without SPNEGO around them: every
 * Windows takes them. A server that drops sealing, signing or the 128 bit key is refused with `encryption-required`.
 */
export class NtlmClient implements SecurityContext {
  readonly method = 'ntlm'
  readonly scheme = 'Negotiate'
  readonly sealedType = 'application/HTTP-SPNEGO-session-encrypted'
  server: ServerName | undefined
  readonly #options: NtlmOptions
  readonly #negotiate = encodeNegotiate({ flags: askedFlags })
  #sealing: NtlmSealing | undefined

  constructor(options: NtlmOptions) {
    this.#options = options
  }

  step(serverToken: Uint8Array | undefined): Uint8Array | undefined {
    if (this.#sealing) return undefined
    return serverToken ? this.#authenticate(serverToken) : this.#negotiate
  }

  seal(message: Uint8Array) {
    return this.#established().seal(message)
  }

  unseal(sealed: { signature: Uint8Array; data: Uint8Array }) {
    return this.#established().unseal(sealed)
  }

  #authenticate(serverToken: Uint8Array): Buffer {
    const challenge = decodeChallenge(serverToken)
    refuseWithoutSealing(challenge)
    const offered = decodeAvPairs(challenge.targetInfo)
    this.server = serverName(offered)

    const { credential, host, channelBinding } = this.#options
    const { domain, name } = ntlmIdentity(credential.user)
    const timestamp = offered.get(avId.timestamp)
    const response = ntlmV2Response(ntlmV2Hash(name, domain, credential.password), challenge.serverChallenge, {
      challenge: randomBytes(8),
      fileTime: timestamp ?? encodeFileTime(new Date()),
      targetInfo: encodeAvPairs(answeredPairs(offered, host, channelBinding)),
    })

    const exportedSessionKey = randomBytes(16)
    const message = encodeAuthenticate({
      flags: (challenge.flags & askedFlags) >>> 0,
      // A server that sends its time gets no LMv2 response: [MS-NLMP] 3.1.5.1.2.
      lmResponse: timestamp ? Buffer.alloc(24) : response.lmResponse,
      ntResponse: response.ntResponse,
      domain,
      user: name,
      workstation: '',
      encryptedSessionKey: new Rc4(response.sessionBaseKey).update(exportedSessionKey),
    })
    if (timestamp) hmacMd5(exportedSessionKey, this.#negotiate, serverToken, message).copy(message, micOffset)
    this.#sealing = new NtlmSealing(exportedSessionKey, 'client')
    return message
  }

  #established(): NtlmSealing {
    if (this.#sealing) return this.#sealing
    throw new Failure('protocol', { message: 'A message was to be sealed before the server had been logged in to.' })
  }
}

function refuseWithoutSealing({ flags }: Challenge) {
  const dropped = neededFlags.filter((name) => !hasFlag(flags, name))
  if (dropped.length === 0) return
  throw new Failure('encryption-required', {
    message: `The server's NTLM does without ${dropped.join(', ')}: what is said to it could be read or changed on the way.`,
    remedy:
      'Set "Network security: Minimum session security for NTLM SSP based servers" to require NTLMv2 and 128-bit encryption, or use HTTPS on 5986.',
  })
}

function answeredPairs(offered: AvPairs, host: string, channelBinding: Uint8Array | undefined): AvPairs {
  const pairs = new Map(offered)
  if (offered.has(avId.timestamp)) {
    const flags = Buffer.alloc(4)
    const given = offered.get(avId.flags)
    const micPresent = 2
    flags.writeUInt32LE(((given?.length === 4 ? Buffer.from(given).readUInt32LE() : 0) | micPresent) >>> 0)
    pairs.set(avId.flags, flags)
  }
  pairs.set(avId.channelBindings, channelBinding ?? Buffer.alloc(16))
  pairs.set(avId.targetName, Buffer.from(`HTTP/${host}`, 'utf16le'))
  return pairs
}

function serverName(pairs: AvPairs): ServerName {
  const time = pairs.get(avId.timestamp)
  return {
    computer: avText(pairs, avId.computerName),
    domain: avText(pairs, avId.domainName),
    dnsComputer: avText(pairs, avId.dnsComputerName),
    dnsDomain: avText(pairs, avId.dnsDomainName),
    time: time?.length === 8 ? decodeFileTime(time) : undefined,
  }
}
