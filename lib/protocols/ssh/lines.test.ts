import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineSplitter, plain } from './lines.ts'

function linesOf(...chunks: (string | Uint8Array)[]): string[] {
  const lines: string[] = []
  const splitter = lineSplitter((line) => lines.push(line))
  for (const chunk of chunks) splitter.push(Buffer.from(chunk))
  splitter.end()
  return lines
}

test.each([
  ['lines arrive whole, however they are cut', ['on', 'e\ntw', 'o\n'], ['one', 'two']],
  ['a last line needs no line break', ['one\ntwo'], ['one', 'two']],
  ['empty lines are kept', ['one\n\n', '\ntwo\n'], ['one', '', '', 'two']],
  ['CRLF ends a line, also when it is cut in two', ['one\r\ntwo\r', '\n'], ['one', 'two']],
  ['a progress bar is given once, as it last stood', ['10%\r20%\r', '100%\r\n', 'done\n'], ['100%', 'done']],
  ['nothing gives nothing', [''], []],
])('%s', (_, chunks, lines) => {
  expect(linesOf(...chunks)).toEqual(lines)
})

test('a character that is split over chunks stays whole', () => {
  const bytes = Buffer.from('Grüße €\n')
  expect(linesOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(['Grüße €'])
})

test('a line without end is cut, and the next line is whole again', () => {
  const [long, ...rest] = linesOf(...Array.from({ length: 100 }, () => 'x'.repeat(1000)), '\nnext\n')
  expect(long).toBe(`${'x'.repeat(8192)}…`)
  expect(rest).toEqual(['next'])
})

test('lines do not depend on how the bytes were cut', () => {
  const piece = fc.oneof(fc.constantFrom('\n', '\r', '\r\n', '\r\r\n', 'ü', '€', 'x'.repeat(9000)), fc.string())
  const chunks = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), chunks, (pieces, sizes) => {
      const bytes = Buffer.from(pieces.join(''))
      const cut: Uint8Array[] = []
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1
        cut.push(bytes.subarray(at, at + size))
        at += size
      }
      expect(linesOf(...cut)).toEqual(linesOf(bytes))
    }),
    { numRuns: 300 },
  )
})

test('arbitrary bytes never break it, and no line has a line break in it', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
      for (const line of linesOf(...chunks)) expect(line).not.toMatch(/\n/)
    }),
    { numRuns: 300 },
  )
})

test('a line for people has no colours and no control characters', () => {
  expect(plain('\u001b[31mred\u001b[0m\tbell\u0007 and\u0000 nul')).toBe('red\tbell and nul')
})
