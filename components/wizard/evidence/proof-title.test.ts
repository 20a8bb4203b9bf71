import { expect, test } from 'vitest'
import { proofTitle } from './proof-title.ts'

const fact = (subject: string) => proofTitle({ kind: 'fact', subject, data: [] })

test.each([
  ['virtual-address', 'Virtual address'],
  ['identities', 'Identities'],
  ['haproxy', 'HAProxy'],
  ['Revocation lists', 'Revocation lists'],
  ['Time on lab-hap01', 'Time on lab-hap01'],
])('the fact %s is called "%s"', (subject, title) => {
  expect(fact(subject)).toBe(title)
})

test('what was asked is told apart by who asked', () => {
  const from = (place: string) => proofTitle({ kind: 'answers', subject: 'services', data: { from: place, rows: [] } })
  expect([from('lab-hap01'), from('lab-hap02')]).toEqual(['Seen from lab-hap01', 'Seen from lab-hap02'])
})
