import { expect, test } from 'vitest'
import { reportData } from '#test/report-data.ts'
import { verdictOf } from './verdict.ts'

test('“all Parts” is said where every Part was carried out', () => {
  const { sentence, short } = verdictOf(reportData())
  expect(sentence).toBe('All seven Parts are proven.')
  expect(short).toBe('Proven: 7 of 7 Parts proven')
})

test.each([
  ['failed', 'failed at'],
  ['timedOut', 'ran out of time at'],
  ['blocked', 'is blocked at'],
  ['cancelled', 'was stopped at'],
  ['interrupted', 'was interrupted at'],
] as const)('a Step that ended as %s makes it half-finished, and the sentence names it', (last, words) => {
  const { word, sentence, tone } = verdictOf(reportData({ upTo: 7, last }))
  expect([word, tone]).toEqual(['Half-finished', 'bad'])
  expect(sentence).toBe(
    `Half-finished: 4 of 7 Parts are proven, and Part 5, Load balancer, ${words} “Push the HAProxy configuration”.`,
  )
})

test('a walk that stopped between two Parts says which comes next', () => {
  expect(verdictOf(reportData({ upTo: 6 })).sentence).toBe(
    'Half-finished: 4 of 7 Parts are proven; Part 5, Load balancer, comes next.',
  )
})

test('answers that were changed since do not leave a lab proven', () => {
  const data = reportData()
  for (const part of data.lab.parts) if (part.id === 'demo') part.state = 'look-again'
  expect(verdictOf(data)).toMatchObject({ word: 'Half-finished', sentence: expect.stringContaining('looked at again') })
})

test('an untouched lab is a plan, not a result', () => {
  expect(verdictOf(reportData({ upTo: 0 }))).toMatchObject({ word: 'Not started', tone: 'idle' })
})

test('while a run is on, nothing is concluded', () => {
  const data = reportData()
  for (const part of data.lab.parts) if (part.id === 'demo') part.state = 'running'
  expect(verdictOf(data).word).toBe('Running')
})
