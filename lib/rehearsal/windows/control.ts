import { rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Failure } from '#lib/failure.ts'
import type { WindowsHostConfig } from './config.ts'
import { type ControlAnswer, type ControlRequest, carryOut } from './control-request.ts'
import type { ExchangeRole } from './exchange-role.ts'
import type { WindowsHost } from './windows-host.ts'

type Place = Pick<WindowsHostConfig, 'folder' | 'controlSocket'>

export function controlSocketOf({ folder, controlSocket }: Place): string {
  return controlSocket ?? join(folder, 'control.sock')
}

/**
 * Listens on a Unix socket, a JSON line for a request and one for its answer: whoever may open the socket may already change
 * the state.
 */
export async function listenForControl(
  host: WindowsHost,
  exchange?: ExchangeRole,
): Promise<{ close(): Promise<void> }> {
  const path = controlSocketOf(host.config)
  rmSync(path, { force: true })
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket)).on('error', () => socket.destroy())
    createInterface({ input: socket }).on('line', async (line) => {
      const answer = await carryOut(line, host, exchange)
      if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  return {
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      rmSync(path, { force: true })
    },
  }
}

/** Asks a running host for something. Throws `unreachable` where it is not up, and `invalid` where it says no. */
export async function controlHost(name: string, place: Place, request: ControlRequest): Promise<ControlAnswer> {
  const answer = await ask(controlSocketOf(place), JSON.stringify(request)).catch((cause: unknown) => {
    throw new Failure('unreachable', {
      message: `${name} is not up, so it can be told nothing.`,
      remedy: 'Raise the machines of the rehearsal.',
      cause,
    })
  })
  if (answer.ok) return answer
  throw new Failure('invalid', {
    message: `${name} refuses: ${answer.error}`,
    remedy: 'Compare the certificate with its key, or the name of the service with the paths of Exchange.',
  })
}

function ask(path: string, line: string): Promise<ControlAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write(`${line}\n`))
    const lines = createInterface({ input: socket })
    socket.on('error', reject)
    lines.once('line', (answer) => {
      // The other end is carryOut, and answers nothing else.
      resolve(JSON.parse(answer) as ControlAnswer)
      socket.destroy()
    })
    lines.once('close', () => reject(new Error('the host closed the connection')))
  })
}
