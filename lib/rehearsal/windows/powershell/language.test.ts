import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { testShell } from '#test/windows-host.ts'
import { PowerShellError } from './error-record.ts'
import { parseScript } from './parse-script.ts'

let shell: Awaited<ReturnType<typeof testShell>>
beforeAll(async () => {
  shell = await testShell()
})

describe('a script puts out what PowerShell would', () => {
  test.each<[script: string, output: unknown[]]>([
    ['1 + 1', [2]],
    ["'it''s'; \"a`tb\"; 'a’’b'", ["it's", 'a\tb', 'a’b']],
    ['$a = 5; "$a and $($a * 2) and `$a"', ['5 and 10 and $a']],
    ["$h = @{ a = 1; 'b c' = 2 }; $h.a + $h['b c']", [3]],
    ['$list = 1..3; $list += 4; $list.Count; $list[-1]', [4, 4]],
    ['foreach ($n in 1, 2, 3) { if ($n -eq 2) { continue }; $n }', [1, 3]],
    ['$n = 0; while ($true) { $n += 1; if ($n -gt 3) { break } }; $n', [4]],
    ['1, 2, 3 | Where-Object { $_ -gt 1 } | ForEach-Object { $_ * 10 }', [20, 30]],
    ["'b', 'a' | Sort-Object | Select-Object -First 1", ['a']],
    ['function Twice($n) { return $n * 2 }; Twice 4; Twice -n 5', [8, 10]],
    ["try { throw 'boom' } catch { \"caught $($_.Exception.Message)\" } finally { 'last' }", ['caught boom', 'last']],
    ["try { Get-Item C:\\none -ErrorAction Stop } catch { 'caught' }", ['caught']],
    ["'a,b' -split ',' -join '+'; 'abc' -like 'A*'; 'x' -in 'x', 'y'", ['a+b', true, true]],
    ["'{0}-{1:d3}' -f 'a', 7", ['a-007']],
    ["[int]'5' + 1; [string]5 + '1'; [byte[]](1, 2)", [6, '51', Uint8Array.of(1, 2)]],
    ['(Get-Item C:\\Temp).FullName', ['C:\\Temp']],
    ["$p = @{ Name = 'WinRM' }; (Get-Service @p).Name", ['WinRM']],
    ['& { param($x) $x + 1 } 4', [5]],
    ['\'x\' | & { process { "got $_" } }', ['got x']],
    ['$env:COMPUTERNAME; $PSVersionTable.PSVersion.ToString()', ['LAB-EX01', '4.0']],
    ['# comment\n<# more #>\n1', [1]],
    ['if (-not $none) { "empty" } else { "there" }', ['empty']],
  ])('%s', async (script, output) => {
    expect(await shell.script(script)).toEqual({ output, errors: [], warnings: [], said: [] })
  })
})

test('values that a script is given stay values: no text of theirs is ever read as script', async () => {
  const hostile = "x'; Remove-Item C:\\Temp; '$(throw 1)`u{0}"
  const ran = await shell.script('param($name) Write-Output "$name"; $name', { name: hostile })
  expect(ran).toMatchObject({ output: [hostile, hostile], errors: [] })
})

test('variables stay from one pipeline of a runspace to the next', async () => {
  await shell.script('$kept = 41')
  expect((await shell.script('$kept + 1')).output).toEqual([42])
})

test.each(['if (1', "'open", '"open', '{', '@{ a = ', '1 +', '$', 'foreach (x)', 'try { }', 'function'])(
  'a script that cannot be read is a ParseException: %j',
  async (script) => {
    const { failed } = await shell.script(script)
    expect(failed).toMatchObject({ category: 'ParserError', exception: 'System.Management.Automation.ParseException' })
  },
)

test('what Windows can do and the rehearsal cannot is said as that', async () => {
  const { failed } = await shell.script('Get-Process')
  expect(failed).toMatchObject({ fullyQualifiedErrorId: 'NotSimulated' })
  expect(failed?.message).toContain('does not simulate Get-Process')
})

test('no text makes the parser hang or fail in another way than a ParseException', () => {
  const piece = fc.constantFrom(
    '$a',
    '{',
    '}',
    '(',
    ')',
    '@(',
    '@{',
    '"',
    "'",
    '`',
    '|',
    ';',
    '\n',
    '=',
    '-eq',
    '[int]',
    ',',
    'if',
    'foreach',
    'try',
    '.x',
    '::y',
    '5',
    'word',
    '-name:',
    '#',
    '<#',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 30 }), (pieces) => {
      try {
        parseScript(pieces.join(' '))
      } catch (error) {
        if (!(error instanceof PowerShellError)) throw error
      }
    }),
    { numRuns: 1500, interruptAfterTimeLimit: 10_000 },
  )
})
