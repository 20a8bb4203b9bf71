import { createHmac } from 'node:crypto'
import type { Secret } from '#lib/secret.ts'
import { md4 } from './md4.ts'

/** The keys and responses of NTLMv2, [MS-NLMP] 3.3.2; used by both ends. */
export function ntlmV2Hash(user: string, domain: string, password: Secret): Buffer {
  const passwordHash = md4(Buffer.from(password.reveal(), 'utf16le'))
  return hmacMd5(passwordHash, Buffer.from(user.toUpperCase() + domain, 'utf16le'))
}

export type NtlmV2Response = {
  ntResponse: Buffer
  lmResponse: Buffer
  /** From it both ends make the key under which the exported session key travels. */
  sessionBaseKey: Buffer
}

/** `fileTime` is the server's own where it sent one, else the client's clock. */
export function ntlmV2Response(
  hash: Uint8Array,
  serverChallenge: Uint8Array,
  client: { challenge: Uint8Array; fileTime: Uint8Array; targetInfo: Uint8Array },
): NtlmV2Response {
  const blob = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    client.fileTime,
    client.challenge,
    Buffer.alloc(4),
    client.targetInfo,
    Buffer.alloc(4),
  ])
  const proof = hmacMd5(hash, serverChallenge, blob)
  return {
    ntResponse: Buffer.concat([proof, blob]),
    lmResponse: Buffer.concat([hmacMd5(hash, serverChallenge, client.challenge), client.challenge]),
    sessionBaseKey: hmacMd5(hash, proof),
  }
}

/** What a server finds in a client's response: `undefined` where it is too short to be NTLMv2. */
export function readNtlmV2Response(
  ntResponse: Uint8Array,
): { proof: Uint8Array; blob: Uint8Array; targetInfo: Uint8Array } | undefined {
  if (ntResponse.length < 44) return undefined
  return { proof: ntResponse.subarray(0, 16), blob: ntResponse.subarray(16), targetInfo: ntResponse.subarray(44) }
}

export function hmacMd5(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const hmac = createHmac('md5', key)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}
