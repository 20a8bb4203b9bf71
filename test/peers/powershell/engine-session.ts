import { spawn } from 'node:child_process'
import { Duplex } from 'node:stream'
import { OutOfProcessTransport } from '#lib/protocols/psrp/out-of-process.ts'
import { PowerShellSession } from '#lib/protocols/psrp/session.ts'

/** Our client on Microsoft's server: a process of its own, which ends with the session. */
export function engineSession(program: string, initial?: string): PowerShellSession {
  return new PowerShellSession('engine', () => {
    const { stdin, stdout } = spawn(program, ['serve', ...(initial ? [initial] : [])], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const stream = Duplex.from({ readable: stdout, writable: stdin })
    return new OutOfProcessTransport(stream, { host: 'engine', transport: 'process', login: 'none', sealed: 'local' })
  })
}
