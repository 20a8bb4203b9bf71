import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { removeStalePipes } from './stale-pipes.ts'

test('only the sockets of engines that are gone are removed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stale-pipes-'))
  const alive = `CoreFxPipe_PSHost.DD7B938A.${process.pid}.None.engine`
  // Above the highest process id that Linux gives (2^22).
  const gone = 'CoreFxPipe_PSHost.DD7B938A.99999999.None.engine'
  const foreign = ['CoreFxPipe_another', 'CoreFxPipe_PSHost.DD7B938A.99999999.None.pwsh']
  for (const name of [alive, gone, ...foreign]) writeFileSync(join(folder, name), '')
  await removeStalePipes(folder)
  expect(readdirSync(folder).sort()).toEqual([alive, ...foreign].sort())
  rmSync(folder, { recursive: true })
})
