import { directDial as dial } from '#lib/protocols/direct-dial.ts'
import { type OpenShell, openShell } from '#lib/protocols/ssh/shell.ts'
import { Secret } from '#lib/secret.ts'
import type { LogLevel } from '#lib/wizard/step.ts'

type Options = Partial<Parameters<typeof openShell>[0]>
type Logged = { line: string; host?: string; level?: LogLevel }

/** A shell to a server on loopback as root with the password `right`, and what it logged. */
export async function openTestShell(
  server: { port: number; fingerprint: string },
  options: Options = {},
): Promise<OpenShell & { logged: Logged[] }> {
  const logged: Logged[] = []
  const shell = await openShell({
    host: 'lab-hap01',
    address: '127.0.0.1',
    port: server.port,
    dial,
    login: { user: 'root', method: 'password', password: new Secret('right') },
    approved: server.fingerprint,
    log: (line, about) => void logged.push({ line, ...about }),
    signal: new AbortController().signal,
    ...options,
  })
  return Object.assign(shell, { logged })
}
