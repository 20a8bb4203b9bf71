import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asCommands } from './as-commands.ts'

test('commands stand under their host, each with what it is for', () => {
  const changes = [
    { host: 'lab-hap01', summary: 'Would reload HAProxy', command: 'systemctl reload haproxy' },
    { host: 'lab-hap02', summary: 'Would reload HAProxy', command: 'systemctl reload haproxy' },
    { host: 'lab-hap01', summary: 'Would look after it', command: 'systemctl status haproxy' },
  ]
  expect(asCommands(changes).split('\n').filter(Boolean)).toEqual([
    '# ---- lab-hap01 ----',
    '# Would reload HAProxy',
    'systemctl reload haproxy',
    '# Would look after it',
    'systemctl status haproxy',
    '# ---- lab-hap02 ----',
    '# Would reload HAProxy',
    'systemctl reload haproxy',
  ])
})

test('a real shell writes exactly the file of the plan, whatever stands in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-commands-'))
  try {
    const line = fc.oneof(fc.constantFrom('END_OF_FILE', 'END_OF_FILE_', '$(touch x)', '`id`', "'", '\\'), fc.string())
    const content = fc.array(
      line.map((text) => text.replace(/[\0\n\r]/g, ' ')),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(content, (lines) => {
        const path = join(folder, "it's here")
        const after = `${lines.join('\n')}\n`
        const script = asCommands([
          { host: 'lab-hap01', summary: 'Would write it', file: { path, before: undefined, after } },
        ])
        execFileSync('sh', { input: script, cwd: folder })
        expect(readFileSync(path, 'utf8')).toBe(after)
      }),
      { numRuns: 40 },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})
