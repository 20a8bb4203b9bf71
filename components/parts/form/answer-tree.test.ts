import { expect, test } from 'vitest'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { labSchema } from '#lib/parts/lab/schema.ts'
import { readAt, toTree, writeAt } from './answer-tree.ts'

const lab = toTree(defaultAnswers('real').lab)

test('what a form holds of stored answers is accepted as the same answers again', () => {
  expect(labSchema.parse(lab)).toEqual(defaultAnswers('real').lab)
})

test('numbers are held as texts, so that a half-typed one is not lost', () => {
  expect(readAt(lab, 'login.port')).toBe('22')
})

test('a value is read and written by the path that a problem names', () => {
  const changed = writeAt(lab, 'hosts.1.address', '192.168.50.99')
  expect(readAt(changed, 'hosts.1.address')).toBe('192.168.50.99')
  expect(readAt(lab, 'hosts.1.address')).toBe('192.168.50.12')
  expect(readAt(changed, 'hosts.0')).toBe(readAt(lab, 'hosts.0'))
})

test.each(['hosts.99.address', 'nothing', 'adDomain.deeper', 'constructor', '__proto__.x'])(
  'there is nothing at %s',
  (path) => {
    expect(readAt(lab, path)).toBeUndefined()
  },
)
