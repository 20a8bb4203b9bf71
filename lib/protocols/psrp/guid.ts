import { Failure } from '#lib/failure.ts'

export const emptyGuid = '00000000-0000-0000-0000-000000000000'

/** A GUID's 16 bytes as .NET writes them: the first three groups little-endian. */
export function encodeGuid(guid: string): Buffer {
  const hex = guid.replaceAll('-', '')
  if (!/^[0-9a-f]{32}$/i.test(hex)) throw new Failure('invalid', { message: `"${guid}" is no GUID.` })
  return swapGroups(Buffer.from(hex, 'hex'))
}

/** In lower case with dashes. */
export function decodeGuid(bytes: Uint8Array): string {
  const hex = swapGroups(Buffer.from(bytes)).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function swapGroups(bytes: Buffer): Buffer {
  bytes.subarray(0, 4).reverse()
  bytes.subarray(4, 6).reverse()
  bytes.subarray(6, 8).reverse()
  return bytes
}
