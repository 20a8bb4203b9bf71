import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Answers } from '../answers.ts'
import { defaultAnswers } from '../defaults.ts'
import { hostsWith } from '../lab/schema.ts'
import { keepalivedConfig } from './keepalived-config.ts'

const hasKeepalived = spawnSync('keepalived', ['--version']).status === 0
const device = Object.keys(networkInterfaces()).find((name) => name !== 'lo') ?? 'lo'

describe.skipIf(!hasKeepalived)('keepalived -t', () => {
  const real = defaultAnswers('real')
  const chosen: [string, Partial<Answers['high-availability']>][] = [
    ['as it comes', {}],
    ['with the fastest adverts', { advertSeconds: 0.1 }],
    ['with the slowest adverts and the longest delay', { advertSeconds: 5, preemptDelaySeconds: 600 }],
    ['with the last router id and no delay', { routerId: 255, preemptDelaySeconds: 0 }],
  ]
  const cases = chosen.flatMap(([how, changed]) =>
    hostsWith(real.lab, 'load-balancer').map((node) => ({ how, changed, node })),
  )

  test.each(cases)('accepts the configuration of $node.name $how, without a word', ({ changed, node }) => {
    const answers = { ...real, 'high-availability': { ...real['high-availability'], ...changed } }
    const { exitCode, said } = judge(keepalivedConfig(answers, { node, device, scriptUser: 'root' }).text)
    expect({ exitCode, said }).toEqual({ exitCode: 0, said: '' })
  })

  test('refuses a word that it does not know, so that the cases above can fail', () => {
    const [node] = hostsWith(real.lab, 'load-balancer')
    if (!node) throw new Error('no load balancer')
    const { text } = keepalivedConfig(real, { node, device, scriptUser: 'root' })
    expect(judge(text.replace('unicast_fault_no_peer', 'unicast_fault_no_pear')).exitCode).not.toBe(0)
  })
})

function judge(config: string) {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-keepalived-'))
  const path = join(folder, 'keepalived.conf')
  writeFileSync(path, config, { mode: 0o640 })
  // The notify script is not on this machine; whether it is there is the Step's business, not the configuration's.
  const { status, stderr } = spawnSync('keepalived', ['-t', '-f', path], { encoding: 'utf8' })
  rmSync(folder, { recursive: true, force: true })
  return { exitCode: status, said: stderr }
}
