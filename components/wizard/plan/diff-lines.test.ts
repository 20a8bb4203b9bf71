import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffLines, foldUnchanged, shortenDiff } from './diff-lines.ts'

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n')

test('lines are numbered as in the new file, removed ones as in the old', () => {
  const lines = diffLines('a\nb\nc\n', 'a\nB\nc\nd\n').map(({ number, mark, text }) => `${number}${mark}${text}`)
  expect(lines).toEqual(['1 a', '2-b', '2+B', '3 c', '4+d'])
})

test('a file that is new is all added', () => {
  expect(diffLines(undefined, 'a\nb\n').map(({ mark }) => mark)).toEqual(['+', '+'])
})

test('a reason stands under the first line that it explains, whatever the indentation', () => {
  const why = { line: 'http-reuse never', because: 'NTLM signs in a connection.' }
  const lines = diffLines('x\n', 'x\n    http-reuse never\n    http-reuse never\n', [why])
  expect(lines.map((line) => line.why?.because)).toEqual([undefined, why.because, undefined])
})

test('a removed line is never explained', () => {
  expect(diffLines('old\n', 'new\n', [{ line: 'old', because: 'no' }]).some(({ why }) => why)).toBe(false)
})

test('what is unchanged and far from a change is folded, and nothing is lost', () => {
  const before = numbered(40)
  const lines = diffLines(before, before.replace('line 20\n', 'line twenty\n'))
  const parts = foldUnchanged(lines)
  expect(parts.map(({ kind, lines }) => [kind, lines.length])).toEqual([
    ['fold', 16],
    ['lines', 8],
    ['fold', 17],
  ])
  expect(parts.flatMap((part) => part.lines)).toEqual(lines)
})

test('fewer than four unchanged lines are not worth a fold', () => {
  expect(foldUnchanged(diffLines('a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nd\ne\nF\n')).map(({ kind }) => kind)).toEqual([
    'lines',
    'lines',
  ])
})

test('a long new file is cut after so many lines and the rest can be unfolded', () => {
  const parts = shortenDiff(foldUnchanged(diffLines(undefined, numbered(200))), 60)
  expect(parts.map(({ kind, lines }) => [kind, lines.length])).toEqual([
    ['lines', 60],
    ['fold', 140],
  ])
})

test('of any two texts, every line of the new one is shown or folded, in order', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '', '  c'), { maxLength: 30 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after)
      const parts = shortenDiff(foldUnchanged(lines), 5)
      expect(parts.flatMap((part) => part.lines)).toEqual(lines)
      const kept = lines.filter(({ mark }) => mark !== '-').map((line) => line.text)
      expect(kept.join('\n').replace(/\n+$/, '')).toBe(after.replace(/\n+$/, ''))
    }),
    { numRuns: 200 },
  )
})
