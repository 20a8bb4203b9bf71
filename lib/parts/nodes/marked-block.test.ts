import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockIn, withBlock, withoutBlock } from './marked-block.ts'

const block = { mark: 'Fairlead lab x', lines: ['10.0.0.1 a', '10.0.0.2 b'] }
const written = '# Fairlead lab x begin\n10.0.0.1 a\n10.0.0.2 b\n# Fairlead lab x end\n'

test.for([
  ['no file', '', written],
  ['other lines', '127.0.0.1 localhost\n', `127.0.0.1 localhost\n${written}`],
  ['a last line without an end', '127.0.0.1 localhost', `127.0.0.1 localhost\n${written}`],
  [
    'an older block between other lines',
    'one\n# Fairlead lab x begin\nold\n# Fairlead lab x end\ntwo\n',
    `one\n${written}two\n`,
  ],
  ['the block already', written, written],
  [
    'the block of another lab',
    '# Fairlead lab y begin\n# Fairlead lab y end\n',
    `# Fairlead lab y begin\n# Fairlead lab y end\n${written}`,
  ],
  ['a beginning without an end', '# Fairlead lab x begin\nprecious\n', `# Fairlead lab x begin\nprecious\n${written}`],
] as const)('into a text with %s the block is written, and nothing else', ([, before, after]) => {
  expect(withBlock(before, block)).toBe(after)
})

const other = fc.string({ maxLength: 20 }).map((line) => line.replaceAll('\n', ' '))
const line = fc.oneof(other, fc.constantFrom('', '# Fairlead lab x begin', '# Fairlead lab x end'))
const texts = fc.array(line, { maxLength: 9 }).map((lines) => lines.join('\n'))

test('lines of others are never touched, and the block can be taken out again', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const after = withBlock(text, block)
      expect(withBlock(after, block)).toBe(after)
      expect(blockIn(after, block.mark)).toEqual(block.lines)
      const old = blockIn(text, block.mark)
      const restored = old ? withBlock(after, { ...block, lines: old }) : withoutBlock(after, block.mark)
      expect(restored).toBe(text === '' || text.endsWith('\n') ? text : `${text}\n`)
    }),
    { numRuns: 500 },
  )
})
