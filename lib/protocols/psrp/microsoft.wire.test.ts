import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { engineProgram } from '#test/peers/powershell/engine.ts'
import { engineSession } from '#test/peers/powershell/engine-session.ts'
import { plain } from './clixml/plain.ts'
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
} from './clixml/typed.ts'
import { PsScalar, type PsValue } from './clixml/value.ts'
import { writeClixml } from './clixml/write.ts'
import type { PowerShellSession } from './session.ts'
import { showCommands } from './show/show-commands.ts'
import type { StreamRecord } from './stream-record.ts'

const engine = await engineProgram()
const program = 'program' in engine ? engine.program : ''
if ('absent' in engine) process.stdout.write(`Microsoft's PowerShell engine: left out, ${engine.absent}\n`)

const folder = mkdtempSync(join(tmpdir(), 'fairlead-powershell-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(!program)("Microsoft's own PowerShell server", () => {
  let session: PowerShellSession
  beforeAll(() => {
    session = engineSession(program)
  })
  afterAll(() => session.close())

  const script = async (text: string, parameters = {}, options = {}) =>
    (await session.pipeline([{ script: text, parameters }], options)).output
  const echo = async (value: PsValue) => (await script('param($Value) ,$Value', { Value: value }))[0]

  test('says what it is', async () => {
    const { version: spoken, applicationData } = await session.open()
    expect(spoken).toBe('2.3')
    expect(applicationData).toMatchObject({ PSVersionTable: { PSEdition: 'Core' } })
  })

  describe('gets parameters of every type, and gives them back equal', () => {
    test.each<[type: string, value: PsValue]>([
      ['System.String', `O'Brien ’‘“” é😀 \r\n\t\0_x0041_ <&>"`],
      ['System.String', ''],
      ['System.Boolean', true],
      ['System.Int32', -2147483648],
      ['System.Int64', -9223372036854775808n],
      ['System.Byte[]', Buffer.from([0, 1, 255])],
      ['System.Char', char('é')],
      ['System.Byte', new PsScalar('byte', '255')],
      ['System.SByte', new PsScalar('sbyte', '-128')],
      ['System.Int16', new PsScalar('int16', '-32768')],
      ['System.UInt16', new PsScalar('uint16', '65535')],
      ['System.UInt32', new PsScalar('uint32', '4294967295')],
      ['System.UInt64', new PsScalar('uint64', '18446744073709551615')],
      ['System.Single', new PsScalar('single', '1.5')],
      ['System.Double', new PsScalar('double', '0.1')],
      ['System.Double', new PsScalar('double', '-INF')],
      ['System.Decimal', new PsScalar('decimal', '79228162514264337593543950335')],
      ['System.DateTime', new PsScalar('dateTime', '2013-02-03T04:05:06.1234567Z')],
      ['System.TimeSpan', new PsScalar('timeSpan', 'P1DT2H3M4.5S')],
      ['System.Guid', guid('6f9619ff-8b86-d011-b42d-00c04fc964ff')],
      ['System.Uri', uri('https://mail.lab.local/owa?a=1&b')],
      ['System.Version', version('15.0.1497.2')],
      ['System.Xml.XmlDocument', new PsScalar('xml', '<a b="1"><c /></a>')],
      ['System.Collections.Hashtable', hashtable({ Add: 'smtp:a@b' })],
      ['System.Collections.ArrayList', collection('list', [1, null, 'a'])],
      ['System.Collections.Queue', collection('queue', [1, 2])],
      ['System.Collections.Stack', collection('stack', [1, 2])],
      ['System.Management.Automation.PSCustomObject', customObject({ Name: 'a', Inner: customObject({ n: 1n }) })],
    ])('%s', async (type, value) => {
      const [name, back] = await script('param($Value) $Value.GetType().FullName; ,$Value', { Value: value })
      expect(name).toBe(type)
      // What has been there and back calls itself deserialised; nothing else of it may differ.
      expect(writeClixml(back ?? null).replaceAll('Deserialized.', '')).toBe(writeClixml(value))
    })

    test('nothing, an array, a Date, a TimeSpan in ms, a ScriptBlock, an enumeration', async () => {
      expect(await script('param($Value) $null -eq $Value', { Value: null })).toEqual([true])
      expect(await script('param($Value) $Value.Count; $Value', { Value: ['a', 1] })).toEqual([2, 'a', 1])
      expect(await script('param($Value) $Value.ToString("o")', { Value: new Date(0) })).toEqual([
        '1970-01-01T00:00:00.0000000Z',
      ])
      expect(await script('param($Value) $Value.TotalMilliseconds', { Value: timeSpan(-1500) })).toEqual([
        new PsScalar('double', '-1500'),
      ])
      expect(plain((await echo(new PsScalar('scriptBlock', '1 + 1'))) ?? null)).toBe('1 + 1')
      const color = await script('param([ConsoleColor] $Value) "$Value"', {
        Value: enumeration('System.ConsoleColor', 'Blue', 9),
      })
      expect(color).toEqual(['Blue'])
      expect(await script('[DayOfWeek]::Friday')).toMatchObject([{ text: 'Friday', content: { value: 5 } }])
    })

    test('switches given, and not given', async () => {
      const text = 'param([switch] $Force, [bool] $Confirm) "$Force $Confirm"'
      expect(await script(text, { Force: true, Confirm: false })).toEqual(['True False'])
      expect(await script(text, { Force: undefined, Confirm: true })).toEqual(['False True'])
    })

    test('1 MB of text and of bytes', async () => {
      const text = 'é<'.repeat(500_000)
      expect(await echo(text)).toBe(text)
      const bytes = Buffer.alloc(1 << 20, 7)
      expect(Buffer.compare(Buffer.from((await echo(bytes)) as Uint8Array), bytes)).toBe(0)
    })

    test('objects as deep as PowerShell reads them, both ways; deeper ones are not sent', async () => {
      const nested = (levels: number) => {
        let value: PsValue = 'bottom'
        for (let level = 0; level < levels; level++) value = customObject({ Inner: value })
        return value
      }
      const walk =
        '$Value = @($input)[0]; for ($n = 0; $Value -isnot [string]; $n++) { $Value = $Value.Inner }; $n; $Value'
      expect(await script(walk, {}, { input: [nested(48)] })).toEqual([48, 'bottom'])
      expect(writeClixml((await echo(nested(42))) ?? null).replaceAll('Deserialized.', '')).toBe(
        writeClixml(nested(42)),
      )
      await expect(script(walk, {}, { input: [nested(49)] })).rejects.toMatchObject({ code: 'invalid' })
      await expect(echo(nested(43))).rejects.toMatchObject({ code: 'invalid' })

      const [back] = await script('$v = "bottom"; foreach ($i in 1..48) { $v = [pscustomobject]@{ Inner = $v } }; $v')
      expect(writeClixml(back ?? null).replaceAll('Deserialized.', '')).toBe(writeClixml(nested(48)))
    })

    test('one object met twice', async () => {
      const inner = customObject({ n: 1 })
      expect(
        await script('param($Value) [object]::ReferenceEquals($Value.a, $Value.b)', {
          Value: customObject({ a: inner, b: inner }),
        }),
      ).toEqual([true])
    })

    test('and any text and number whatever', async () => {
      const value = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.integer(),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.boolean(),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (values) => {
          expect(await script('param($Value) $Value', { Value: values })).toEqual(values)
        }),
        { numRuns: 40 },
      )
    })
  })

  describe('runs pipelines', () => {
    test('of several commands, with input', async () => {
      const { output } = await session.pipeline(
        [
          { script: '$input' },
          { name: 'Where-Object', parameters: { Property: 'On', EQ: true, Value: true } },
          { script: '$input | ForEach-Object { $_.Name }' },
        ],
        {
          input: [
            customObject({ Name: 'a', On: true }),
            customObject({ Name: 'b', On: false }),
            customObject({ Name: 'c', On: true }),
          ],
        },
      )
      expect(output).toEqual(['a', 'c'])
    })

    test('with 3,000 values of input that come as they are asked for', async () => {
      async function* numbers() {
        for (let n = 1; n <= 3000; n++) yield n
      }
      expect(await script('$sum = 0; $input | ForEach-Object { $sum += $_ }; $sum', {}, { input: numbers() })).toEqual([
        4_501_500,
      ])
    })

    test('and tells every stream as it arrives, in order', async () => {
      const records: StreamRecord[] = []
      const result = await session.pipeline(
        [
          {
            script: `
              [CmdletBinding()] param()
              $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
              $PSCmdlet.WriteWarning('careful')
              $PSCmdlet.WriteVerbose('more')
              $PSCmdlet.WriteDebug('even more')
              $PSCmdlet.WriteProgress([Management.Automation.ProgressRecord]::new(1, 'Copying', 'file 3') )
              $PSCmdlet.WriteInformation('known', @('tag'))
              $Host.UI.Write('on the '); $Host.UI.WriteLine('screen')
              'out'`,
          },
        ],
        { onRecord: (record) => records.push(record) },
      )
      expect(records.map(({ stream, text }) => `${stream}: ${text}`)).toEqual([
        'warning: careful',
        'verbose: more',
        'debug: even more',
        'progress: Copying: file 3',
        'information: known',
        'host: on the screen',
        'output: out',
      ])
      expect(result).toMatchObject({ output: ['out'], warnings: ['careful'], errors: [], completed: true })
    })

    test('of 10,000 objects without losing one', async () => {
      const output = await script('foreach ($i in 1..10000) { [pscustomobject]@{ Name = "item $i"; Id = $i } }')
      expect(output).toHaveLength(10_000)
      expect(plain(output[9999] ?? null)).toEqual({ Name: 'item 10000', Id: 10_000 })
    })
  })

  describe('reports errors', () => {
    test('that end the pipeline', async () => {
      const failing = session.pipeline([{ script: "'before'; throw 'boom'" }])
      await expect(failing).rejects.toMatchObject({ code: 'remote-error', message: '<script> failed on engine: boom' })
      const { output, errors, completed } = await session.pipeline([{ script: "'before'; throw 'boom'" }], {
        mayFail: true,
      })
      expect({ output, completed }).toEqual({ output: ['before'], completed: false })
      expect(errors).toMatchObject([
        { message: 'boom', id: 'boom', category: 'OperationStopped: (boom:String) [], RuntimeException' },
      ])
    })

    const notFatal = `
      [CmdletBinding()] param()
      $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([InvalidOperationException]::new('not good'), 'NotGood', 'InvalidData', 'EX01'))
      'after'`

    test('that do not end it: not success all the same', async () => {
      await expect(session.pipeline([{ script: notFatal }])).rejects.toMatchObject({ code: 'remote-error' })
      const { output, errors, completed } = await session.pipeline([{ script: notFatal }], { mayFail: true })
      expect({ output, completed }).toEqual({ output: ['after'], completed: true })
      expect(errors).toMatchObject([
        { message: 'not good', id: 'NotGood', exceptionType: 'System.InvalidOperationException' },
      ])
    })

    test('of unknown commands and parameters, each with a remedy', async () => {
      const unknown = session.pipeline([{ name: 'Get-OwaVirtualDirectory' }])
      await expect(unknown).rejects.toMatchObject({
        code: 'remote-error',
        remedy: expect.stringContaining('management role'),
      })
      const wrong = session.pipeline([{ name: 'Get-Module', parameters: { Colour: 'red' } }])
      await expect(wrong).rejects.toThrow(/parameter.*'Colour'/)
    })
  })

  describe('when it asks somebody', () => {
    test.each([
      ['a line', '$Host.UI.ReadLine()', 'ReadLine'],
      ['a password', '$Host.UI.ReadLineAsSecureString()', 'ReadLineAsSecureString'],
      ['a choice', "$Host.UI.PromptForChoice('Sure?', 'Really?', @('&Yes', '&No'), 0)", 'PromptForChoice'],
      ['a credential', "$Host.UI.PromptForCredential('c', 'm', 'u', 't')", 'PromptForCredential'],
      [
        'a confirmation',
        "[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param() $PSCmdlet.ShouldProcess('EX01')",
        'PromptForChoice',
      ],
    ])('for %s: it is told that nobody answers, at once', async (_, text, method) => {
      await expect(session.pipeline([{ script: text }])).rejects.toThrow(`Nobody is there to answer ${method}`)
    })

    test('to leave: that ends nothing', async () => {
      expect(await script('$Host.SetShouldExit(3); "still here"')).toEqual(['still here'])
    })
  })

  describe('is stopped', () => {
    const forever = [{ script: "'begun'; while ($true) { [Threading.Thread]::Sleep(20) }" }]

    test('by the signal, and goes on working afterwards', async () => {
      const stop = new AbortController()
      const running = session.pipeline(forever, { signal: stop.signal, onRecord: () => stop.abort() })
      await expect(running).rejects.toMatchObject({ code: 'cancelled' })
      expect(await script("'again'")).toEqual(['again'])
    })

    test('by the time that was given', async () => {
      await expect(session.pipeline(forever, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'timed-out' })
      expect(await script("'again'")).toEqual(['again'])
    })

    test('while it waits for its turn: at once, and those behind it go on', async () => {
      const first = session.pipeline([{ script: '[Threading.Thread]::Sleep(800); "first"' }])
      const started = performance.now()
      await expect(session.pipeline(forever, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
        code: 'timed-out',
      })
      expect(performance.now() - started).toBeLessThan(700)
      expect(await script("'third'")).toEqual(['third'])
      expect((await first).output).toEqual(['first'])
    })

    test('before it begins', async () => {
      const signal = AbortSignal.abort()
      await expect(session.pipeline(forever, { signal })).rejects.toMatchObject({ code: 'cancelled' })
    })
  })

  describe('keeps secrets', () => {
    const secret = new Secret('Pässw0rd’“!😀')
    const reveal = '[Net.NetworkCredential]::new("", $Value).Password'

    test('that go there', async () => {
      expect(await script(`param($Value) ${reveal}`, { Value: secret })).toEqual([secret.reveal()])
      const text = 'param([pscredential] $Value) $Value.UserName; $Value.GetNetworkCredential().Password'
      expect(await script(text, { Value: credential('LAB\\a', secret) })).toEqual(['LAB\\a', secret.reveal()])
    })

    test('that go there as input', async () => {
      expect(await script(`$input | ForEach-Object { $Value = $_; ${reveal} }`, {}, { input: [secret] })).toEqual([
        secret.reveal(),
      ])
    })

    test('that come from there, even when none has gone there before', async () => {
      const fresh = engineSession(program)
      const text = '$s = [securestring]::new(); foreach ($c in "geheim".ToCharArray()) { $s.AppendChar($c) }; $s'
      const { output } = await fresh.pipeline([{ script: text }])
      expect(output[0]).toBeInstanceOf(Secret)
      expect((output[0] as Secret).reveal()).toBe('geheim')
      await fresh.close()
    })

    test('and no log line shows them', async () => {
      const lines: string[] = []
      await script(
        'param($Value) $Value',
        { Value: secret },
        { onRecord: ({ text }: StreamRecord) => lines.push(text) },
      )
      expect(lines).toEqual(['[secret]'])
    })
  })

  test('that dies in the middle: a write is not known to have been done, a read is asked again', async () => {
    const dying = engineSession(program)
    const marks = join(folder, 'marks')
    const text = `param($Path) [IO.File]::AppendAllText($Path, 'x'); if ([IO.File]::ReadAllText($Path).Length -eq 1) { [Environment]::Exit(9) }; 'done'`
    await expect(dying.pipeline([{ script: text, parameters: { Path: `${marks}1` } }])).rejects.toMatchObject({
      code: 'outcome-unknown',
      remedy: expect.stringContaining('Look again'),
    })
    const { output } = await dying.pipeline([{ script: text, parameters: { Path: `${marks}2` } }], { reads: true })
    expect(output).toEqual(['done'])
    await dying.close()
  })

  test('that died between two pipelines is started anew for the second', async () => {
    const dying = engineSession(program)
    const [id] = (await dying.pipeline([{ script: '$PID' }])).output
    process.kill(Number(id))
    await expect.poll(() => isRunning(Number(id))).toBe(false)
    expect((await dying.pipeline([{ script: "'again'" }])).output).toEqual(['again'])
    await dying.close()
  })

  test.each([
    ['greets', 'echo Welcome; cat > /dev/null', 'not PowerShell'],
    ['ends at once', 'exit 3', 'lost'],
  ])('is told apart from a program that %s', async (_, text, message) => {
    const other = join(folder, 'other')
    writeFileSync(other, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
    await expect(engineSession(other).open()).rejects.toThrow(message)
  })

  describe('without a language, as Exchange', () => {
    let exchange: PowerShellSession
    beforeAll(() => {
      const initial = join(folder, 'exchange.ps1')
      writeFileSync(
        initial,
        `function Get-ExchangeServer { [CmdletBinding()] param([string] $Identity)
           [pscustomobject]@{ Name = $Identity; AdminDisplayVersion = 'Version 15.0 (Build 1497.2)' } }
         $ExecutionContext.SessionState.LanguageMode = 'NoLanguage'`,
      )
      exchange = engineSession(program, initial)
    })
    afterAll(() => exchange.close())

    test('a command with parameters is carried out', async () => {
      const { output } = await exchange.pipeline([{ name: 'Get-ExchangeServer', parameters: { Identity: 'LAB-EX01' } }])
      expect(output.map((one) => plain(one))).toEqual([
        { Name: 'LAB-EX01', AdminDisplayVersion: 'Version 15.0 (Build 1497.2)' },
      ])
    })

    test('a script is refused with the message that Exchange gives', async () => {
      await expect(exchange.pipeline([{ script: 'Get-ExchangeServer' }])).rejects.toThrow(
        'The syntax is not supported by this runspace. This can occur if the runspace is in no-language mode.',
      )
    })
  })

  describe('finds the shown commands', () => {
    const hostile = [
      "it's",
      '’; Write-Output PWNED; ’',
      '‘a‚b‛c',
      '“x”',
      '$(1+1)',
      '`n',
      '"@',
      "'@\n'@",
      '@{a=1}',
      ';',
      '|',
      '#',
      '--%',
      '–x',
      '\u0000',
      'a\u2028b',
      '\u202egnp',
      '$env:PATH',
      '(1)',
      ' ',
      '%{}',
      '\r\n',
      '_x0041_',
      '😀',
    ]
    const values: PsValue[] = [
      ...hostile,
      null,
      true,
      5,
      -5,
      5n,
      0.5,
      Buffer.from([1, 2]),
      new Date(0),
      guid('6f9619ff-8b86-d011-b42d-00c04fc964ff'),
      timeSpan(1500),
      uri('https://x/'),
      version('1.2'),
      char("'"),
      new PsScalar('double', '-INF'),
      new PsScalar('decimal', '1.50'),
      ['a', ['b', 1]],
      [],
      hashtable({ "a'b": [1] }),
      hashtable({}),
      customObject({ a: customObject({}) }),
      new PsScalar('scriptBlock', "'x'; 1"),
      enumeration('System.DayOfWeek', 'Friday', 5),
    ]
    const pipelines = [
      ...values.map((value) => showCommands([{ name: 'Test-Value', parameters: { Value: value } }])),
      showCommands([
        { name: 'Get-X', parameters: { Password: new Secret('x'), All: true } },
        { name: 'Set-X', parameters: { Confirm: false } },
      ]),
      showCommands(
        [
          {
            script: 'param($a)\n# comment\n$a',
            parameters: { a: credential('u', new Secret('x')), b: Buffer.alloc(100) },
          },
        ],
        ['input'],
      ),
    ]

    test('free of syntax errors', async () => {
      const errors = await new Promise<string>((resolve, reject) => {
        const parser = execFile(program, ['parse'], (error, stdout) => (error ? reject(error) : resolve(stdout)))
        parser.stdin?.end(JSON.stringify(pipelines))
      })
      expect(JSON.parse(errors)).toEqual(pipelines.map(() => []))
    })

    test('to hold the very text that was put in', async () => {
      const define = 'function Test-Value { param($Value) ,$Value }; '
      for (const text of hostile) {
        const shown = showCommands([{ name: 'Test-Value', parameters: { Value: text } }])
        expect(await script(define + shown)).toEqual([text])
      }
    })
  })
})

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0)
  } catch {
    return false
  }
}
