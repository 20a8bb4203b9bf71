import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Failure } from '#lib/failure.ts'

type Environment = Record<string, string>
type Options = { signal?: AbortSignal; input?: string }

/** Runs a program of this host, given as words, and answers its standard output. */
export function command(words: readonly string[], { signal, input }: Options = {}): Promise<string> {
  const [program = '', ...rest] = words
  return new Promise((resolve, reject) => {
    const child = execFile(
      /* turbopackIgnore: true */ program,
      rest,
      { signal, env: hostEnvironment },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout)
        reject(signal?.aborted ? signal.reason : refused(words, error, stderr))
      },
    )
    // A program that ends before it has read its input says so by its exit code.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}

/** Runs a long program, line by line. It dies at once, with all it has started, when `signal` or this process ends. */
export function longCommand(
  words: readonly string[],
  { signal, env, onLine }: { signal: AbortSignal; env: Environment; onLine: (line: string) => void },
): Promise<void> {
  signal.throwIfAborted()
  const tethered = ['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--mount-proc', '--fork', '--kill-child']
  const last: string[] = []
  return new Promise((resolve, reject) => {
    const child = spawn('setpriv', [...tethered, ...words], {
      env: { ...hostEnvironment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // unshare ignores SIGTERM while it waits for what it has started.
    const kill = () => child.kill('SIGKILL')
    signal.addEventListener('abort', kill)
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on('line', (line) => {
        last.splice(0, last.length - 11)
        last.push(line)
        onLine(line)
      })
    child.on('error', (error) => reject(refused(words, error, '')))
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', kill)
      if (code === 0) return resolve()
      reject(
        signal.aborted
          ? signal.reason
          : refused(words, new Error(`it ended with ${code ?? killedBy}`), last.join('\n')),
      )
    })
  })
}

/** No proxy, locale or shell setting of the wizard's own environment reaches a machine. */
export const hostEnvironment = {
  // Next narrows the type of process.env so that NODE_ENV must be there.
  NODE_ENV: 'production' as const,
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
}

function refused(words: readonly string[], error: Error & { code?: string | number | null }, stderr: string): Failure {
  if (error.code === 'ENOENT')
    return new Failure('host-unfit', {
      message: `This host has no ${words[0]}, which the rehearsal lab needs.`,
      remedy: 'Run the setup of Fairlead again; it installs what is missing.',
      cause: error,
    })
  return new Failure('command-failed', {
    message: `${words.join(' ')} failed on this host: ${stderr.trim() || error.message}`,
    cause: error,
  })
}
