import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { emptyGuid } from '#lib/protocols/psrp/guid.ts'
import { ServerPool } from '#lib/rehearsal/windows/psrp/server-pool.ts'
import type { WindowsHost } from '#lib/rehearsal/windows/windows-host.ts'

/** The simulated host's PSRP layer on a local socket, framed as Microsoft's client wants it there: without WS-Management. */
export async function windowsPipe(
  host: WindowsHost,
  language: 'full' | 'none',
): Promise<{ name: string; close(): Promise<void> }> {
  const name = `fairlead-${process.pid}-${Math.random().toString(36).slice(2)}`
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    serve(socket, host, language)
  })
  await new Promise<void>((resolve) => server.listen(join(tmpdir(), `CoreFxPipe_${name}`), resolve))
  return {
    name,
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function serve(socket: Socket, host: WindowsHost, language: 'full' | 'none'): void {
  const say = (line: string) => void (socket.writable && socket.write(`${line}\n`))
  const pool = new ServerPool({
    host,
    language,
    wire: {
      send: (id, fragment) => say(`<Data Stream='Default' PSGuid='${id}'>${fragment.toString('base64')}</Data>`),
      taken: () => Promise.resolve(),
      ended: () => undefined,
    },
  })
  socket.on('error', () => socket.destroy()).on('close', () => pool.close())
  createInterface({ input: socket }).on('line', (line) => {
    const [, element, id = emptyGuid, data = ''] = /^<(\w+)[^>]*PSGuid='([^']+)'[^>]*>(?:([^<]*)<)?/.exec(line) ?? []
    say(`<${element}Ack PSGuid='${id}' />`)
    if (element === 'Data') pool.receive(id.toLowerCase(), Buffer.from(data, 'base64'))
    if (element === 'Signal') pool.stop(id.toLowerCase())
    if (element === 'Close' && id === emptyGuid) pool.close()
  })
}
