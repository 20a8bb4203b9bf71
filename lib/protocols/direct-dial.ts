import { connect } from 'node:net'
import { Failure } from '#lib/failure.ts'

const CONNECT_MS = 10_000

/** A TCP connection from this machine. Refused, timed out and unroutable are told apart, with the remedy of each. */
export function directDial({ address, port, signal }: { address: string; port: number; signal?: AbortSignal }) {
  return new Promise<ReturnType<typeof connect>>((resolve, reject) => {
    const limit = AbortSignal.any([AbortSignal.timeout(CONNECT_MS), ...(signal ? [signal] : [])])
    const socket = connect({ host: address, port })
    const settle = (done: () => void) => {
      limit.removeEventListener('abort', onAbort)
      socket.removeAllListeners()
      done()
    }
    const onAbort = () => {
      socket.destroy()
      settle(() => reject(signal?.aborted ? signal.reason : unreachable(address, port, 'ETIMEDOUT', limit.reason)))
    }
    socket.once('connect', () => settle(() => resolve(socket)))
    socket.once('error', (cause: NodeJS.ErrnoException) =>
      settle(() => reject(unreachable(address, port, cause.code ?? 'unknown', cause))),
    )
    limit.addEventListener('abort', onAbort)
    if (limit.aborted) onAbort()
  })
}

const WHY: Record<string, readonly [what: string, remedy: string]> = {
  ECONNREFUSED: ['nothing listens on that port', 'Start the service there, or correct the port.'],
  ETIMEDOUT: ['no answer came', 'Check that the machine is on, the address, and the firewalls in between.'],
  EHOSTUNREACH: ['no route leads there', 'Check the address and the routing of this machine.'],
  ENETUNREACH: ['no route leads there', 'Check the address and the routing of this machine.'],
}

export function unreachable(address: string, port: number, code: string, cause?: unknown): Failure {
  const [what, remedy] = WHY[code] ?? [
    `the connection failed (${code})`,
    'Check the address, the port and the network in between.',
  ]
  return new Failure('unreachable', { message: `${address}:${port} cannot be reached: ${what}.`, remedy, cause })
}
