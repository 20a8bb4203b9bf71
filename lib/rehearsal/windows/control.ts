import { rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { faultSchema } from './faults.ts'
import type { WindowsHost } from './windows-host.ts'

/** What the rehearsal may ask of a host besides what any client may: a JSON line each, answered by a JSON line. */
export const controlSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('add-fault'), fault: faultSchema }),
  z.object({ do: z.literal('clear-faults') }),
  z.object({ do: z.literal('list-faults') }),
  z.object({ do: z.literal('set-clock'), aheadMs: z.number().int() }),
  z.object({ do: z.literal('fail-iisreset'), times: z.number().int().nonnegative() }),
])

export type ControlRequest = z.input<typeof controlSchema>

export function controlSocketOf(folder: string): string {
  return join(folder, 'control.sock')
}

/** Listens on a Unix socket in the host's own folder: whoever may write there may already change the state. */
export async function listenForControl(host: WindowsHost): Promise<{ close(): Promise<void> }> {
  const path = controlSocketOf(host.config.folder)
  rmSync(path, { force: true })
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket)).on('error', () => socket.destroy())
    createInterface({ input: socket }).on('line', async (line) => {
      const answer = await carryOut(line, host)
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

async function carryOut(
  line: string,
  host: WindowsHost,
): Promise<{ ok: true; faults?: unknown } | { ok: false; error: string }> {
  try {
    const asked = controlSchema.parse(JSON.parse(line))
    if (asked.do === 'add-fault') host.faults.add(asked.fault)
    if (asked.do === 'clear-faults') host.faults.clear()
    if (asked.do === 'set-clock') host.clockAheadMs = asked.aheadMs
    if (asked.do === 'fail-iisreset') {
      await host.state.change((draft) => {
        draft.iis.failingResets = asked.times
      })
    }
    return asked.do === 'list-faults' ? { ok: true, faults: host.faults.waiting } : { ok: true }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) }
  }
}
