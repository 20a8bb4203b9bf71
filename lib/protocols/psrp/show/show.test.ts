import { describe, expect, test } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { char, credential, customObject, enumeration, guid, hashtable, timeSpan, uri } from '../clixml/typed.ts'
import { PsObject, PsScalar, type PsValue } from '../clixml/value.ts'
import { commandJson } from './command-json.ts'
import { literal } from './literal.ts'
import { showCommands } from './show-commands.ts'

describe('text', () => {
  test.each([
    ['LAB-EX01', `'LAB-EX01'`],
    [`O'Brien`, `'O''Brien'`],
    ['x’; Remove-Item C:\\ ; ’', `'x’’; Remove-Item C:\\ ; ’’'`],
    ['‘‚‛', `'‘‘‚‚‛‛'`],
    ['$(evil) `n "x" “y”', `'$(evil) \`n "x" “y”'`],
    ['a\nb', `('a' + [char]10 + 'b')`],
    ['\0', `('' + [char]0)`],
    ['', `''`],
  ])('%j stays text', (text, shown) => {
    expect(literal(text)).toBe(shown)
  })
})

describe('a pipeline', () => {
  test('reads as it would be typed', () => {
    const shown = showCommands([
      {
        name: 'Get-OwaVirtualDirectory',
        parameters: { Server: 'LAB-EX01', ADPropertiesOnly: true, Identity: undefined },
      },
      {
        name: 'Set-OwaVirtualDirectory',
        parameters: {
          InternalUrl: uri('https://mail.lab.local/owa'),
          Confirm: false,
          Names: hashtable({ Add: ['a', 'b'] }),
        },
      },
    ])
    expect(shown).toBe(
      `Get-OwaVirtualDirectory -Server 'LAB-EX01' -ADPropertiesOnly:$true | ` +
        `Set-OwaVirtualDirectory -InternalUrl ([uri]'https://mail.lab.local/owa') -Confirm:$false -Names @{ 'Add' = @('a', 'b') }`,
    )
  })

  test('of a constant script shows its text and its parameters apart', () => {
    expect(showCommands([{ script: 'param($Name)\n$Name', parameters: { Name: "x'y" } }])).toBe(
      `& {\nparam($Name)\n$Name\n} -Name 'x''y'`,
    )
  })

  test('never shows a secret', () => {
    const password = new Secret('Passw0rd!')
    const shown = showCommands([
      { name: 'Import-PfxCertificate', parameters: { Password: password, Credential: credential('LAB\\a', password) } },
    ])
    expect(shown).toContain('<secret>')
    expect(shown).toContain(`(Get-Credential -UserName 'LAB\\a' -Message '<secret>')`)
    expect(shown).not.toContain('Passw0rd!')
  })

  test('is refused where a name could be more than a name', () => {
    expect(() => showCommands([{ name: 'Get-X; Remove-Y' }])).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(() => showCommands([{ name: 'Get-X', parameters: { 'a b': 1 } }])).toThrow('parameter')
    expect(() => showCommands([])).toThrow('at least one')
  })

  test.each<[PsValue, string]>([
    [null, '$null'],
    [-5, '(-5)'],
    [1.5, `([double]'1.5')`],
    [new PsScalar('uint64', '5'), `([uint64]'5')`],
    [char('é'), '([char]233)'],
    [timeSpan(1500), `([Xml.XmlConvert]::ToTimeSpan('PT1.5S'))`],
    [guid('6f9619ff-8b86-d011-b42d-00c04fc964ff'), `([guid]'6f9619ff-8b86-d011-b42d-00c04fc964ff')`],
    [Buffer.from([1, 255]), '([byte[]]@(1, 255))'],
    [Buffer.alloc(5000), `([IO.File]::ReadAllBytes('<5000 bytes>'))`],
    [enumeration('System.ConsoleColor', 'Blue', 9), `'Blue'`],
    [customObject({ a: 1 }), `([pscustomobject]@{ 'a' = 1 })`],
    [new PsObject(['X'], undefined, 'lab.local/EX01'), `'lab.local/EX01'`],
  ])('value %#', (value, shown) => {
    expect(showCommands([{ name: 'Set-X', parameters: { Value: value } }])).toBe(`Set-X -Value ${shown}`)
  })
})

test('for machines, values are JSON and secrets are not there', () => {
  const password = new Secret('Passw0rd!')
  expect(
    commandJson({
      name: 'Import-ExchangeCertificate',
      parameters: {
        FileData: Buffer.alloc(3),
        Password: password,
        Confirm: false,
        Services: ['IIS'],
        At: new Date(0),
        n: 5n,
      },
    }),
  ).toEqual({
    name: 'Import-ExchangeCertificate',
    parameters: {
      FileData: { bytes: 3 },
      Password: { secret: true },
      Confirm: false,
      Services: ['IIS'],
      At: '1970-01-01T00:00:00.000Z',
      n: 5,
    },
  })
  expect(commandJson({ script: 'param($a)', parameters: { a: 1 } })).toEqual({
    name: '<script>',
    text: 'param($a)',
    parameters: { a: 1 },
  })
})
