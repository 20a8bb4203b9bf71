import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { debianPackages } from './debian.mjs'
import { node, root } from './place.mjs'
import { build, prepare } from './prepare.mjs'
import { attempt, must } from './run.mjs'
import { say, telling } from './say.mjs'

const results = join(root, 'test-results')
const count = { passed: 0, failed: 0, skipped: 0 }
const leftOut = []

await prepare()
const machines = await debianPackages('rehearsal')
const browser = await debianPackages('test')
if (process.env.CI && !(await debianPackages('peers'))) leftOut.push('foreign peers (see above)')
if ((await attempt('dotnet', ['--version'], { stdio: 'ignore' }).catch(() => 1)) !== 0)
  leftOut.push('Microsoft’s PowerShell engine (there is no dotnet here)')
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

await ring('format and lint', () => must('biome', ['check', '--error-on-warnings', '.']))
await ring('types', async () => {
  await must(node(), ['node_modules/next/dist/bin/next', 'typegen'], { stdio: ['ignore', 'ignore', 2] })
  await must('tsc', ['--noEmit'])
})
await vitest('unit')
await vitest('wire')
if (machines) await vitest('rehearsal')
else leftOut.push('rehearsal (see above)')
await ring('build', build)
if (machines && browser) await playwright()
else leftOut.push('browser (see above)')

for (const name of leftOut) say(`left out: ${name}`)
process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`)
const incomplete = Boolean(process.env.CI) && leftOut.length > 0
process.exitCode = count.failed > 0 || count.passed === 0 || incomplete ? 1 : 0

/** A ring without a test runner counts as one test. */
async function ring(name, work) {
  try {
    await telling(name, work)
    count.passed += 1
  } catch (error) {
    say(`${name} FAILED: ${error.message}`)
    count.failed += 1
  }
}

async function vitest(project) {
  const report = join(results, `${project}.json`)
  const words = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await telling(`${project} tests`, () => attempt('vitest', words))
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = read(report)
  add(project, code, { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests })
}

async function playwright() {
  const report = join(results, 'browser.json')
  const run = () => attempt('playwright', ['test'])
  const code = await telling('browser tests', run)
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = read(report).stats ?? {}
  add('browser', code, { passed: expected, failed: unexpected + flaky, skipped })
}

/** A runner that ended badly without a failed test of its own (it crashed, or found none) is one failure more. */
function add(name, code, { passed, failed, skipped }) {
  count.passed += passed
  count.skipped += skipped
  count.failed += code !== 0 && failed === 0 ? 1 : failed
  say(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`)
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}
