import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Failure } from '#lib/failure.ts'
import { hostEnvironment } from './command.ts'

/**
 * Does one thing at a time, over all processes of this host. The lock is held by a child that ends when its standard input
 * does: however this process ends, the lock is free at once, and no machine that was started meanwhile inherits it.
 */
export async function withLock<T>(
  file: string,
  { signal, onWait }: { signal: AbortSignal; onWait?: () => void },
  work: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const holder = spawn('flock', [file, 'sh', '-c', 'echo; exec cat'], {
    env: hostEnvironment,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const waiting = setTimeout(() => onWait?.(), 300)
  const ended = once(holder, 'close')
  try {
    await Promise.race([once(holder.stdout, 'data', { signal }), ended.then(() => locked(file))])
    clearTimeout(waiting)
    return await work()
  } catch (error) {
    // What waits says only that it was stopped; the signal says why.
    signal.throwIfAborted()
    throw error
  } finally {
    clearTimeout(waiting)
    holder.stdin.destroy()
    // One that still waits for the lock does not read its input.
    if (signal.aborted) holder.kill('SIGKILL')
    await ended.catch(() => {})
  }
}

function locked(file: string): never {
  throw new Failure('host-unfit', {
    message: `The lock ${file} cannot be taken.`,
    remedy: 'Look whether the folder exists and can be written, and whether this host has flock (package util-linux).',
  })
}
