import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { Defragmenter, fragment } from './fragment.ts'
import { decodeGuid, emptyGuid, encodeGuid } from './guid.ts'
import { decodeMessage, encodeMessage, messageType } from './message.ts'

describe('fragments', () => {
  // [MS-PSRP] 4.2: the first fragment of a runspace pool, as Windows writes its header.
  test('have the header of [MS-PSRP] 2.2.4', () => {
    const [first, second] = fragment(Buffer.from('abcde'), 1n, 24)
    expect(first?.toString('hex')).toBe('0000000000000001' + '0000000000000000' + '01' + '00000003' + '616263')
    expect(second?.toString('hex')).toBe('0000000000000001' + '0000000000000001' + '02' + '00000002' + '6465')
  })

  test('of any messages come together again, however they are cut and glued', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 90 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 22, max: 60 }),
        fc.integer({ min: 1, max: 70 }),
        (messages, maxBytes, chunkBytes) => {
          const stream = Buffer.concat(
            messages.flatMap((message, index) => fragment(message, BigInt(index + 1), maxBytes)),
          )
          const defragmenter = new Defragmenter()
          const back: Buffer[] = []
          for (let at = 0; at < stream.length; at += chunkBytes)
            back.push(...defragmenter.add(stream.subarray(at, at + chunkBytes)))
          expect(back).toEqual(messages.map((message) => Buffer.from(message)))
        },
      ),
    )
  })

  const pieces = () => fragment(Buffer.alloc(100), 1n, 41)
  test.each<[string, (all: Buffer[]) => Buffer[]]>([
    ['a missing first one', (all) => all.slice(1)],
    ['a missing one in the middle', (all) => all.toSpliced(2, 1)],
    ['one that comes twice', (all) => all.toSpliced(2, 0, all[1] ?? Buffer.of())],
    ['two messages mixed up', (all) => all.toSpliced(2, 0, ...fragment(Buffer.alloc(3), 2n, 41))],
  ])('%s is noticed', (_, change) => {
    expect(() => new Defragmenter().add(Buffer.concat(change(pieces())))).toThrow(
      expect.objectContaining({ code: 'protocol' }),
    )
  })

  test('a message beyond the limit is refused before it is held', () => {
    const claims = fragment(Buffer.alloc(1), 1n, 41)[0] ?? Buffer.of()
    claims.writeUInt32BE(0xffffffff, 17)
    expect(() => new Defragmenter(1000).add(claims)).toThrow('larger')
    const many = Buffer.concat(fragment(Buffer.alloc(2000), 1n, 100))
    expect(() => new Defragmenter(1000).add(many)).toThrow('larger')
  })

  test('foreign bytes are refused or waited for, never a crash', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 }), (chunks) => {
        const defragmenter = new Defragmenter(10_000)
        try {
          for (const chunk of chunks) for (const message of defragmenter.add(chunk)) decodeMessage(message)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a message', () => {
  const message = {
    destination: 'server',
    type: messageType.createPipeline,
    poolId: '2351ba15-db3c-4b8e-b7ad-0ca62c0769c8',
    pipelineId: emptyGuid,
    clixml: '<S>é</S>',
  } as const

  test('has the header of [MS-PSRP] 2.2.1 with GUIDs as .NET writes them', () => {
    expect(encodeMessage(message).toString('hex')).toBe(
      ['02000000', '06100200', '15ba51233cdb8e4bb7ad0ca62c0769c8', '0'.repeat(32), '3c533ec3a93c2f533e'].join(''),
    )
    expect(decodeMessage(encodeMessage(message))).toEqual(message)
  })

  test('is read with a byte order mark, as Windows sends it', () => {
    const bytes = encodeMessage({ ...message, clixml: `\ufeff${message.clixml}` })
    expect(decodeMessage(bytes)).toEqual(message)
  })
})

test('a GUID comes back as it was', () => {
  fc.assert(
    fc.property(fc.uuid(), (guid) => {
      expect(decodeGuid(encodeGuid(guid))).toBe(guid)
    }),
  )
})
