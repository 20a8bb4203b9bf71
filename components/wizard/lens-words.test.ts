import { expect, test } from 'vitest'
import { lensWords } from './lens-words.ts'
import { partView, stepView } from './part-view.fixture.ts'

const looked = partView({ steps: [stepView({ runId: 'r' })] })

test('before the first look each view says what to do first', () => {
  expect(lensWords(partView(), 'plan')).toContain('Nobody has looked yet')
  expect(lensWords(partView(), 'run')).toContain('Nothing has run yet')
  expect(lensWords(partView(), 'evidence')).toContain('Nothing is proven yet')
})

test('once there is something to see, nothing is said', () => {
  const fact = { kind: 'fact' as const, subject: 'x', data: [], at: '2026-11-23T10:14:07.112Z' }
  expect([lensWords(looked, 'plan'), lensWords(looked, 'run')]).toEqual([undefined, undefined])
  expect(lensWords(partView({ steps: [stepView({ evidence: [fact] })] }), 'evidence')).toBeUndefined()
})

test('a Part without Steps says so', () => {
  expect(lensWords(partView({ steps: [] }), 'run')).toBe('This Part has no Steps in this kind of lab.')
})
