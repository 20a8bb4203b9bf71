import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { NtlmSealing } from '../ntlm/sealing.ts'
import { isSealedMime, openMime, sealMime } from './sealed-mime.ts'

const key = Buffer.alloc(16, 7)
const sealedType = 'application/HTTP-SPNEGO-session-encrypted' as const
const sender = () => {
  const sealing = new NtlmSealing(key, 'server')
  return { sealedType, seal: (message: Uint8Array) => sealing.seal(message) }
}
const receiver = () => new NtlmSealing(key, 'client')

describe('a sealed body', () => {
  test('has the shape of [MS-WSMV] and comes back as it was', () => {
    const message = Buffer.from('<é>--Encrypted Boundary--\r\n</é>')
    const { contentType, body } = sealMime(sender(), message)
    expect(contentType).toBe(
      'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"',
    )
    expect(isSealedMime(contentType)).toBe(true)
    expect(body.toString('latin1')).toMatch(
      new RegExp(
        `^--Encrypted Boundary\\r\\n\\tContent-Type: ${sealedType}\\r\\n\\tOriginalContent: type=application/soap`,
      ),
    )
    expect(openMime(receiver(), body)).toEqual(message)
  })

  test.each([
    ['no TABs and blank lines after the end, as OMI', (text: string) => `${text.replaceAll('\t', '')}\r\n\r\n`],
    ['a space in the boundary, as IIS', (text: string) => text.replaceAll('--Encrypted', '-- Encrypted')],
    ['a space before Length', (text: string) => text.replace(';Length', '; Length')],
  ])('with %s is read', (_, change) => {
    const { body } = sealMime(sender(), Buffer.from('reply'))
    expect(openMime(receiver(), Buffer.from(change(body.toString('latin1')), 'latin1')).toString()).toBe('reply')
  })

  test('of several parts is read in order', () => {
    const from = sender()
    const body = Buffer.concat([sealMime(from, Buffer.from('one,')).body, sealMime(from, Buffer.from('two')).body])
    expect(openMime(receiver(), body).toString()).toBe('one,two')
  })

  test.each([
    ['cut off', (body: Buffer) => body.subarray(0, -40)],
    ['without a length', (body: Buffer) => Buffer.from(body.toString('latin1').replace(/;Length=\d+/, ''), 'latin1')],
    [
      'with a wrong length',
      (body: Buffer) => Buffer.from(body.toString('latin1').replace('Length=5', 'Length=4'), 'latin1'),
    ],
    ['that is not sealed at all', () => Buffer.from('<s:Envelope/>')],
  ])('%s is refused', (_, change) => {
    const { body } = sealMime(sender(), Buffer.from('reply'))
    expect(() => openMime(receiver(), change(body))).toThrow(expect.objectContaining({ code: 'protocol' }))
  })

  test('of foreign bytes is refused, never a crash', () => {
    const { body } = sealMime(sender(), Buffer.from('reply'))
    const changed = fc
      .tuple(fc.nat({ max: body.length - 1 }), fc.uint8Array({ maxLength: 12 }))
      .map(([at, bytes]) => Buffer.concat([body.subarray(0, at), bytes, body.subarray(at + bytes.length)]))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), changed), (bytes) => {
        try {
          openMime(receiver(), bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 500 },
    )
  })
})

test.each([
  ['multipart/x-multi-encrypted; boundary=x', true],
  ['application/soap+xml;charset=UTF-8', false],
  [undefined, false],
])('%s is sealed: %s', (contentType, sealed) => {
  expect(isSealedMime(contentType)).toBe(sealed)
})
