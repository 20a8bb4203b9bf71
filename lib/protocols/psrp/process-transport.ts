import { spawn } from 'node:child_process'
import { Duplex } from 'node:stream'
import { OutOfProcessTransport } from './out-of-process.ts'

/** PowerShell 7 on this very machine: `pwsh -s -NoLogo -NoProfile`, or whatever speaks as it does on stdio. */
export function startPowerShell(command: readonly [program: string, ...words: string[]]): OutOfProcessTransport {
  const [program, ...words] = command
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'ignore'] })
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin })
  child.on('error', (error) => stream.destroy(error))
  return new OutOfProcessTransport(stream, { host: program, transport: 'process', login: 'none', sealed: 'local' })
}
