import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { Secret } from '#lib/secret.ts'
import { plain } from './plain.ts'
import { readClixml, readClixmlDocument } from './read.ts'
import {
  char,
  collection,
  credential,
  customObject,
  enumeration,
  guid,
  hashtable,
  timeSpan,
  uri,
  version,
} from './typed.ts'
import { PsObject, PsProgress, PsScalar, type PsValue } from './value.ts'
import { writeClixml } from './write.ts'

const table: [what: string, value: PsValue, xml: string][] = [
  ['nothing', null, '<Nil/>'],
  ['a string', 'owa.lab.local', '<S>owa.lab.local</S>'],
  [
    'a string that XML cannot hold',
    'a\r\n\u0007<&>"_x0041_😀',
    '<S>a_x000D__x000A__x0007_&lt;&amp;&gt;&quot;_x005F_x0041__xD83D__xDE00_</S>',
  ],
  ['no characters', '', '<S></S>'],
  ['a Boolean', true, '<B>true</B>'],
  ['an Int32', -2147483648, '<I32>-2147483648</I32>'],
  ['an Int64', 9223372036854775807n, '<I64>9223372036854775807</I64>'],
  ['bytes', Buffer.from([1, 2, 255]), '<BA>AQL/</BA>'],
  ['a Char', char('é'), '<C>233</C>'],
  ['a Byte', new PsScalar('byte', '255'), '<By>255</By>'],
  ['an SByte', new PsScalar('sbyte', '-128'), '<SB>-128</SB>'],
  ['an Int16', new PsScalar('int16', '-32768'), '<I16>-32768</I16>'],
  ['a UInt16', new PsScalar('uint16', '65535'), '<U16>65535</U16>'],
  ['a UInt32', new PsScalar('uint32', '4294967295'), '<U32>4294967295</U32>'],
  ['a UInt64', new PsScalar('uint64', '18446744073709551615'), '<U64>18446744073709551615</U64>'],
  ['a Single', new PsScalar('single', '1.5E+20'), '<Sg>1.5E+20</Sg>'],
  ['a Double', new PsScalar('double', '-INF'), '<Db>-INF</Db>'],
  ['a Decimal', new PsScalar('decimal', '79228162514264337593543950335'), '<D>79228162514264337593543950335</D>'],
  [
    'a DateTime',
    new PsScalar('dateTime', '2013-02-03T04:05:06.1234567+10:00'),
    '<DT>2013-02-03T04:05:06.1234567+10:00</DT>',
  ],
  ['a TimeSpan', timeSpan(-90_061_500), '<TS>-PT90061.5S</TS>'],
  ['a Guid', guid('6f9619ff-8b86-d011-b42d-00c04fc964ff'), '<G>6f9619ff-8b86-d011-b42d-00c04fc964ff</G>'],
  ['a Uri', uri('https://mail.lab.local/owa?a=1&b'), '<URI>https://mail.lab.local/owa?a=1&amp;b</URI>'],
  ['a Version', version('15.0.1497.2'), '<Version>15.0.1497.2</Version>'],
  ['XML', new PsScalar('xml', '<a b="1"/>'), '<XD>&lt;a b=&quot;1&quot;/&gt;</XD>'],
  ['a ScriptBlock', new PsScalar('scriptBlock', '{ 1 }\n'), '<SBK>{ 1 }_x000A_</SBK>'],
  ['a SecureString that nobody opened', new PsScalar('sealedSecret', 'AAEC'), '<SS>AAEC</SS>'],
  [
    'a progress record',
    new PsProgress({
      activity: 'Copying',
      activityId: 4,
      currentOperation: null,
      parentActivityId: -1,
      percentComplete: 30,
      type: 'Processing',
      secondsRemaining: -1,
      statusDescription: 'file <1>',
    }),
    '<PR><AV>Copying</AV><AI>4</AI><Nil/><PI>-1</PI><PC>30</PC><T>Processing</T><SR>-1</SR><SD>file &lt;1&gt;</SD></PR>',
  ],
  [
    'a hashtable',
    hashtable({ Add: 'smtp:a@b' }),
    '<Obj RefId="0"><TN RefId="0"><T>System.Collections.Hashtable</T><T>System.Object</T></TN>' +
      '<DCT><En><S N="Key">Add</S><S N="Value">smtp:a@b</S></En></DCT></Obj>',
  ],
  [
    'a list',
    collection('list', [1, null]),
    '<Obj RefId="0"><TN RefId="0"><T>System.Collections.ArrayList</T><T>System.Object</T></TN><LST><I32>1</I32><Nil/></LST></Obj>',
  ],
  [
    'a queue',
    collection('queue', ['a']),
    '<Obj RefId="0"><TN RefId="0"><T>System.Collections.Queue</T><T>System.Object</T></TN><QUE><S>a</S></QUE></Obj>',
  ],
  [
    'a stack',
    collection('stack', ['a']),
    '<Obj RefId="0"><TN RefId="0"><T>System.Collections.Stack</T><T>System.Object</T></TN><STK><S>a</S></STK></Obj>',
  ],
  [
    'an enumeration',
    enumeration('System.ConsoleColor', 'Blue', 9),
    '<Obj RefId="0"><TN RefId="0"><T>System.ConsoleColor</T><T>System.Enum</T><T>System.ValueType</T><T>System.Object</T></TN>' +
      '<ToString>Blue</ToString><I32>9</I32></Obj>',
  ],
  [
    'an object with the same type names twice',
    customObject({ 'a "b"': customObject({ n: 1 }) }),
    '<Obj RefId="0"><TN RefId="0"><T>System.Management.Automation.PSCustomObject</T><T>System.Object</T></TN>' +
      '<MS><Obj N="a &quot;b&quot;" RefId="1"><TNRef RefId="0"/><MS><I32 N="n">1</I32></MS></Obj></MS></Obj>',
  ],
]

describe('a value on the wire', () => {
  test.each(table)('%s', (_, value, xml) => {
    expect(writeClixml(value)).toBe(xml)
    expect(readClixml(xml)).toEqual(value)
  })

  test.each([
    ['a Date', new Date('2026-11-23T18:00:00Z'), '<DT>2026-11-23T18:00:00.000Z</DT>'],
    ['a large number', 2 ** 40, '<I64>1099511627776</I64>'],
    ['a fraction', 0.1, '<Db>0.1</Db>'],
    [
      'an array',
      ['a', 1],
      '<Obj RefId="0"><TN RefId="0"><T>System.Object[]</T><T>System.Array</T><T>System.Object</T></TN><LST><S>a</S><I32>1</I32></LST></Obj>',
    ],
  ])('%s is written as PowerShell would', (_, value, xml) => {
    expect(writeClixml(value)).toBe(xml)
  })

  test('what is met twice is written once, and an object may hold itself', () => {
    const inner = customObject({ n: 1 })
    const outer = customObject({ a: inner, b: inner })
    outer.extended.set('self', outer)
    const back = readClixml(writeClixml(outer))
    if (!(back instanceof PsObject)) throw new Error('not an object')
    expect(back.get('a')).toBe(back.get('b'))
    expect(back.get('self')).toBe(back)
    expect(plain(back)).toMatchObject({ a: { n: 1 }, b: { n: 1 } })
  })

  test('a group of properties inside an object comes back as such', () => {
    const xml = '<Obj RefId="0"><MS><MS N="PSStandardMembers"><S N="x">1</S></MS></MS></Obj>'
    expect(writeClixml(readClixml(xml))).toBe(xml)
  })

  test('a document may hold several values, references across them, and a byte order mark', () => {
    const xml = `\ufeff<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
      <Obj S="progress" RefId="0"><MS><I64 N="SourceId">1</I64></MS></Obj><S S="Error">no_x000D_</S><Ref RefId="0"/></Objs>`
    const [first, second, third] = readClixmlDocument(xml)
    expect(second).toBe('no\r')
    expect(third).toBe(first)
  })
})

test('what is nested deeper than PowerShell reads is not written', () => {
  const nested = (levels: number) => Array.from({ length: levels }).reduce<PsValue>((inner) => [inner], 'bottom')
  expect(readClixml(writeClixml(nested(48)))).toBeDefined()
  expect(() => writeClixml(nested(49))).toThrow(expect.objectContaining({ code: 'invalid' }))
})

describe('a secret', () => {
  const seal = { sealSecret: (secret: Secret) => Buffer.from(secret.reveal()).toString('base64') }

  test('goes out only under the session key, and comes back closed', () => {
    const xml = writeClixml(credential('LAB\\Administrator', new Secret('Passw0rd!')), seal)
    expect(xml).toContain('<SS N="Password">UGFzc3cwcmQh</SS>')
    const back = readClixml(xml, { openSecret: (text) => new Secret(Buffer.from(text, 'base64').toString()) })
    expect(back).toBeInstanceOf(PsObject)
    expect(JSON.stringify(plain(back))).toBe('{"UserName":"LAB\\\\Administrator","Password":"[secret]"}')
  })

  test('is refused where no session key has been agreed on', () => {
    expect(() => writeClixml(new Secret('x'))).toThrow(expect.objectContaining({ code: 'invalid' }))
  })
})

describe('plain', () => {
  test.each<[what: string, value: PsValue, expected: unknown]>([
    ['a small UInt64', new PsScalar('uint64', '42'), 42],
    ['a large UInt64', new PsScalar('uint64', '18446744073709551615'), 18446744073709551615n],
    ['a small Int64', 5n, 5],
    ['an infinite Double', new PsScalar('double', '-INF'), Number.NEGATIVE_INFINITY],
    ['a DateTime without a zone', new PsScalar('dateTime', '2013-02-03T04:05:06'), new Date('2013-02-03T04:05:06Z')],
    ['a TimeSpan in ms', new PsScalar('timeSpan', 'P1DT1M1.5S'), 86_461_500],
    ['a Char', char('é'), 'é'],
    ['an enumeration', enumeration('X', 'Valid', 3), 'Valid'],
    ['an object without properties', new PsObject(['ADObjectId'], undefined, 'lab.local/EX01'), 'lab.local/EX01'],
    ['a dictionary', hashtable({ a: [1, 'b'] }), { a: [1, 'b'] }],
    ['a queue', collection('queue', [1]), [1]],
  ])('of %s', (_, value, expected) => {
    expect(plain(value)).toEqual(expected)
  })

  test('of 48 doublings takes no longer than 48 objects', () => {
    let doubled: PsObject = customObject({ n: 1 })
    for (let level = 0; level < 47; level++) doubled = customObject({ a: doubled, b: doubled })
    const result = plain(readClixml(writeClixml(doubled)))
    expect(result).toHaveProperty('a.b.a.b')
  })
})

describe('what is not CLIXML is refused', () => {
  test.each([
    ['a document type', '<!DOCTYPE x><S>a</S>'],
    ['an entity', '<S>&a;</S>'],
    ['an unknown element', '<Z>1</Z>'],
    ['two values', '<S>a</S><S>b</S>'],
    ['nothing', ''],
    ['an unknown reference', '<Ref RefId="4"/>'],
    ['unknown type names', '<Obj RefId="0"><TNRef RefId="4"/></Obj>'],
    ['a property without a name', '<Obj RefId="0"><MS><S>a</S></MS></Obj>'],
    ['half an entry', '<Obj RefId="0"><DCT><En><S N="Key">a</S></En></DCT></Obj>'],
    ['an Int32 beyond its range', '<I32>2147483648</I32>'],
    ['an Int64 beyond its range', '<I64>9223372036854775808</I64>'],
    ['bytes that are not base64', '<BA>AQL</BA>'],
    ['a Guid that is none', '<G>abc</G>'],
    ['something inside a string', '<S>a<S>b</S></S>'],
    ['too deep a nesting', '<Obj><MS>'.repeat(400)],
  ])('%s', (_, xml) => {
    expect(() => readClixml(xml)).toThrow(expect.objectContaining({ code: 'protocol' }))
  })

  test('more elements than allowed', () => {
    const xml = `<Obj RefId="0"><LST>${'<Nil/>'.repeat(50)}</LST></Obj>`
    expect(() => readClixml(xml, {}, { maxDepth: 10, maxElements: 50 })).toThrow('elements')
  })
})

describe('any', () => {
  test('text survives, whatever it holds', () => {
    const text = fc.string({
      unit: fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), fc.constantFrom('_x', '0041_', '\ud800', '&', '\r')),
    })
    fc.assert(
      fc.property(text, (one) => {
        expect(readClixml(writeClixml(one))).toBe(one)
      }),
    )
  })

  test('value survives', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(readClixml(writeClixml(value))).toEqual(value)
      }),
      { numRuns: 200 },
    )
  })

  test('foreign document is refused or read, never a crash', () => {
    const pieces = fc.constantFrom(
      ...[
        '<Obj RefId="0">',
        '</Obj>',
        '<MS>',
        '</MS>',
        '<LST>',
        '</LST>',
        '<DCT><En>',
        '<S N="Key">',
        '</S>',
        '<Ref RefId="0"/>',
      ],
      ...[
        '<I32 N="a">',
        '</I32>',
        '1',
        '<TN RefId="0"><T>',
        '</T></TN>',
        '<TNRef RefId="0"/>',
        '<PR>',
        '&#x0;',
        '<BA>',
        '\0',
      ],
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => {
        try {
          writeClixml(readClixml(parts.join('')))
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

const { value: anyValue } = fc.letrec<{ value: PsValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.uuid().map(guid),
    fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 3, noNullPrototype: true }).map(customObject),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => collection('list', items)),
  ),
}))
