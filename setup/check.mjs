import { node } from './place.mjs'
import { prepare } from './prepare.mjs'
import { must } from './run.mjs'
import { telling } from './say.mjs'

// Everything that needs no machine: what a person runs before each commit.
await prepare()
await telling('format and lint', () => must('biome', ['check', '--error-on-warnings', '.']))
await telling('types', async () => {
  await must(node(), ['node_modules/next/dist/bin/next', 'typegen'], { stdio: ['ignore', 'ignore', 2] })
  await must('tsc', ['--noEmit'])
})
await telling('unit tests', () => must('vitest', ['run', '--project', 'unit']))
