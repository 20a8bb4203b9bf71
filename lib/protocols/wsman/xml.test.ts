import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { child, descendant, escapeXml, readXml } from './xml.ts'

describe('reading', () => {
  test('goes by namespace whatever the prefixes are', () => {
    for (const xml of [
      '<s:a xmlns:s="urn:one" xmlns:t="urn:two"><t:b k="1">text</t:b></s:a>',
      '<a xmlns="urn:one"><b xmlns="urn:two" k="1">text</b></a>',
    ]) {
      const root = readXml(xml)
      expect(child(root, 'urn:two', 'b')).toMatchObject({ text: 'text', attributes: { k: '1' } })
      expect(child(root, 'urn:one', 'b')).toBeUndefined()
      expect(descendant(root, 'urn:two', 'b')?.text).toBe('text')
    }
  })

  test.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an entity that is not one of the five', '<a>&x;</a>'],
    ['an unbound prefix', '<p:a/>'],
    ['an open element', '<a>'],
    ['nothing', ''],
    ['plain text', 'Internal Server Error'],
    ['too deep a nesting', '<a>'.repeat(65) + '</a>'.repeat(65)],
  ])('%s is refused', (_, xml) => {
    expect(() => readXml(xml)).toThrow(expect.objectContaining({ code: 'protocol' }))
  })

  test('beyond the limits is refused', () => {
    const limits = { maxBytes: 40, maxDepth: 3, maxElements: 3 }
    expect(() => readXml(`<a>${'x'.repeat(40)}</a>`, limits)).toThrow('characters')
    expect(() => readXml('<a><b/><b/><b/></a>', limits)).toThrow('elements')
  })

  test('foreign bytes are refused or read, never a crash', () => {
    const pieces = fc.constantFrom(
      '<a',
      '>',
      '/>',
      '</a>',
      '<!',
      '<![CDATA[',
      ']]>',
      '&',
      ';',
      '#x',
      'xmlns="',
      '"',
      ' ',
      'é',
      '\0',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 30 }), (parts) => {
        try {
          readXml(parts.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 500 },
    )
  })
})

test('escaped text comes back as it was, in an element and in an attribute', () => {
  const wellFormed = fc.string({ unit: fc.constantFrom(...'aZ é😀<>&"\'\r\n\t_;') })
  fc.assert(
    fc.property(wellFormed, (text) => {
      const root = readXml(`<a k="${escapeXml(text)}">${escapeXml(text)}</a>`)
      expect(root).toMatchObject({ text, attributes: { k: text } })
    }),
  )
})
