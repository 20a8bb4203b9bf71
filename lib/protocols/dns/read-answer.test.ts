import { encode } from 'dns-packet'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { readAnswer } from './read-answer.ts'

const asked = { id: 7, name: 'mail.example.com', from: '192.0.2.1:53' }
const questions = [{ name: 'mail.example.com', type: 'A' as const, class: 'IN' as const }]

test('tells addresses, the names on the way to them, and the shortest time to live', () => {
  const message = encode({
    type: 'response',
    id: 7,
    questions,
    answers: [
      { type: 'CNAME', name: 'mail.example.com', ttl: 60, data: 'www.example.com' },
      { type: 'A', name: 'www.example.com', ttl: 300, data: '192.0.2.9' },
      { type: 'A', name: 'www.example.com', ttl: 300, data: '192.0.2.8' },
    ],
  })
  expect(readAnswer(message, asked)).toEqual({
    kind: 'answered',
    rcode: 'NOERROR',
    addresses: ['192.0.2.8', '192.0.2.9'],
    aliases: ['www.example.com'],
    ttlSeconds: 60,
  })
})

test.each([
  [3, 'no-such-name'],
  [5, 'refused'],
  [2, 'failed'],
])('rcode %i is %s', (flags, kind) => {
  expect(readAnswer(encode({ type: 'response', id: 7, flags, questions }), asked)).toMatchObject({
    kind,
    addresses: [],
  })
})

test.each([
  ['of another id', encode({ type: 'response', id: 8, questions })],
  ['for another name', encode({ type: 'response', id: 7, questions: [{ name: 'www.example.com', type: 'A' }] })],
  ['that is a question', encode({ type: 'query', id: 7, questions })],
  ['of no bytes', Buffer.alloc(0)],
])('a message %s is not believed', (_, message) => {
  expect(() => readAnswer(message, asked)).toThrow(/192\.0\.2\.1:53 was asked for mail\.example\.com/)
})

test('foreign bytes are an answer or one Failure, nothing else', () => {
  const bytes = fc.uint8Array({ maxLength: 120 }).map((body) => Buffer.concat([Buffer.from([0, 7, 0x80, 0]), body]))
  fc.assert(
    fc.property(bytes, (message) => {
      try {
        expect(Array.isArray(readAnswer(message, asked).addresses)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
      }
    }),
    { numRuns: 500 },
  )
})
