import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandLine, nameOf } from './command-line.ts'

test.each([
  [['ls', '/etc/haproxy'], 'ls /etc/haproxy'],
  [['echo', 'two words'], "echo 'two words'"],
  [['echo', "it's"], `echo 'it'\\''s'`],
  [['echo', ''], "echo ''"],
  [['echo', '$(reboot)', '`reboot`', '$HOME'], "echo '$(reboot)' '`reboot`' '$HOME'"],
  [['echo', 'a;b', 'a&b', 'a|b', 'a>b', '*', '~', '#', '!'], "echo 'a;b' 'a&b' 'a|b' 'a>b' '*' '~' '#' '!'"],
  [['echo', 'first\nsecond'], "echo 'first\nsecond'"],
  [['echo', 'Grüße €'], "echo 'Grüße €'"],
] as [[string, ...string[]], string][])('%j becomes one line', (command, line) => {
  expect(commandLine(command)).toBe(line)
})

test('a real shell hands every word on as it was given, whatever is in it', () => {
  const word = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && text.isWellFormed())
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
      const line = commandLine(['printf', '%s\\0', ...words])
      expect(execFileSync('sh', ['-c', line]).toString()).toBe(words.map((each) => `${each}\0`).join(''))
    }),
    { numRuns: 60 },
  )
})

test.each([
  ['a NUL character', 'a\0b', /NUL/],
  ['half of a character', 'a\ud800', /surrogate/],
])('a word with %s is refused, because no program can be given it', (_, word, message) => {
  expect(() => commandLine(['echo', word])).toThrow(
    expect.objectContaining({ code: 'invalid', message: expect.stringMatching(message) }),
  )
})

test('a line that Linux would not take is refused before it is sent', () => {
  expect(commandLine(['echo', 'x'.repeat(130_000)])).toHaveLength(130_005)
  expect(() => commandLine(['echo', 'x'.repeat(140_000)])).toThrow(expect.objectContaining({ code: 'invalid' }))
})

test('a command is named by its beginning, on one line', () => {
  expect(nameOf(['sh', '-c', `first\n  second ${'x'.repeat(200)}`])).toBe(`sh -c 'first second ${'x'.repeat(100)}…`)
})
