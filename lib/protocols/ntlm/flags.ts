/** Negotiate flags, [MS-NLMP] 2.2.2.5. */
const ntlmFlag = {
  unicode: 0x1,
  requestTarget: 0x4,
  sign: 0x10,
  seal: 0x20,
  ntlm: 0x200,
  alwaysSign: 0x8000,
  targetTypeDomain: 0x10000,
  targetTypeServer: 0x20000,
  extendedSessionSecurity: 0x80000,
  targetInfo: 0x800000,
  version: 0x2000000,
  key128: 0x20000000,
  keyExchange: 0x40000000,
  key56: 0x80000000,
} as const

type NtlmFlag = keyof typeof ntlmFlag

/** What Fairlead asks for: NTLMv2 with signing and sealing under a fresh 128 bit key. */
export const askedFlags = flagsOf([
  'unicode',
  'requestTarget',
  'sign',
  'seal',
  'ntlm',
  'alwaysSign',
  'extendedSessionSecurity',
  'targetInfo',
  'version',
  'key128',
  'keyExchange',
  'key56',
])

/** Without any one of these a message would travel readable or unsigned: a server that drops one is refused. */
export const neededFlags = ['unicode', 'sign', 'seal', 'extendedSessionSecurity', 'key128', 'keyExchange'] as const

export function flagsOf(names: readonly NtlmFlag[]): number {
  return names.reduce((flags, name) => (flags | ntlmFlag[name]) >>> 0, 0)
}

export function hasFlag(flags: number, name: NtlmFlag): boolean {
  return (flags & ntlmFlag[name]) !== 0
}
