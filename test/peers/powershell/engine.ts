import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { env } from '#lib/env.ts'
import { removeStalePipes } from './stale-pipes.ts'

const run = promisify(execFile)
const folder = join(env.root, 'test/peers/powershell')
const cache = join(env.root, 'node_modules/.cache/fairlead-powershell')

/** The program that is Microsoft's engine (README.md), built when these sources are new; or why there is none. */
export async function engineProgram(): Promise<{ program: string } | { absent: string }> {
  await removeStalePipes()
  const built = join(cache, await sourcesHash())
  const program = join(built, 'engine')
  if (existsSync(program)) return { program }
  try {
    await run('dotnet', ['--version'])
  } catch {
    return { absent: 'there is no .NET SDK here' }
  }
  try {
    await build(built)
    return { program }
  } catch (error) {
    // Where everything is meant to be there, a peer that cannot be built is a failure and no excuse.
    if (process.env.CI) throw error
    return { absent: `the .NET SDK could not build it: ${error instanceof Error ? error.message.slice(-500) : error}` }
  }
}

/** Several test files may begin at once: each builds for itself, and the first that is ready stays. */
async function build(built: string) {
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(join(cache, 'building-'))
  try {
    const words = [
      'build',
      join(folder, 'engine.csproj'),
      '-c',
      'Release',
      '-o',
      join(work, 'out'),
      '-v',
      'q',
      '--nologo',
    ]
    await run('dotnet', [...words, `-p:BaseIntermediateOutputPath=${join(work, 'obj')}/`], { timeout: 300_000 })
    await rename(join(work, 'out'), built).catch((error: unknown) => {
      if (!existsSync(built)) throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256')
  const sources = (await readdir(folder)).filter((name) => /\.(cs|csproj)$/.test(name)).sort()
  for (const name of sources) hash.update(name).update(await readFile(join(folder, name)))
  return hash.digest('hex').slice(0, 16)
}
