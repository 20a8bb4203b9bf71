import { connect } from 'node:net'
import { Failure } from '#lib/failure.ts'
import type { Dial } from '#lib/wizard/hosts.ts'
import { askLine } from './ask.ts'
import { firstLine } from './first-line.ts'

/**
 * Connections into a lab, from its workstation's place. A machine that refuses, is silent or is not there is an error with the
 * `code` that a direct connection would have; a lab that is not up is a Failure.
 */
export function dialThrough(relaySocket: string): Dial {
  return async ({ address, port, signal }) => {
    signal?.throwIfAborted()
    const socket = connect({ path: relaySocket })
    const abort = () => socket.destroy()
    signal?.addEventListener('abort', abort)
    let broken: Error | undefined
    const keep = (error: Error) => {
      broken = error
    }
    socket.on('error', keep)
    try {
      socket.write(askLine({ address, port }))
      const answer = await firstLine(socket)
      signal?.throwIfAborted()
      if (answer === 'ok') return socket.off('error', keep)
      socket.destroy()
      throw answer ? refusal(answer, address, port) : notUp(broken)
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }
}

/** As node:net makes it. */
const refusal = (code: string, address: string, port: number): NodeJS.ErrnoException =>
  Object.assign(new Error(`connect ${code} ${address}:${port}`), { code, syscall: 'connect', address, port })

const notUp = (cause: Error | undefined) =>
  new Failure('unreachable', {
    message: 'The machines of this rehearsal are not up: nobody answers at the workstation’s place.',
    remedy: 'Raise the machines of the rehearsal.',
    cause,
  })
