import { spawn } from 'node:child_process'
import { environment, root } from './place.mjs'

/** Runs a program to its end; its output goes to standard error unless `stdio` says otherwise. Resolves with the exit code. */
export function attempt(program, words, { env = {}, stdio = ['ignore', 2, 2] } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: root, env: environment(env), stdio })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}

export async function must(program, words, options) {
  const code = await attempt(program, words, options)
  if (code !== 0) throw new Error(`"${[program, ...words].join(' ')}" ended with ${code}.`)
}
