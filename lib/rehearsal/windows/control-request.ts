import { z } from 'zod'
import type { ExchangeRole } from './exchange-role.ts'
import { faultSchema } from './faults.ts'
import type { WindowsHost } from './windows-host.ts'

/** What the rehearsal may ask of a host besides what any client may. */
export const controlSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('add-fault'), fault: faultSchema }),
  z.object({ do: z.literal('clear-faults') }),
  z.object({ do: z.literal('list-faults') }),
  z.object({ do: z.literal('set-clock'), aheadMs: z.number().int() }),
  /** What one server writes to the directory, the others see this much later. 0: at once. */
  z.object({ do: z.literal('set-replication-delay'), ms: z.number().int().nonnegative() }),
  z.object({ do: z.literal('fail-iisreset'), times: z.number().int().nonnegative() }),
  /** One service of an Exchange server, or `*` for all: up, down or hang. */
  z.object({ do: z.literal('set-service'), service: z.string(), mode: z.enum(['up', 'down', 'hang']) }),
])

export type ControlRequest = z.input<typeof controlSchema>
export type ControlAnswer = { ok: true; faults?: unknown } | { ok: false; error: string }

/** Never rejects: what cannot be done is the answer. */
export async function carryOut(line: string, host: WindowsHost, exchange?: ExchangeRole): Promise<ControlAnswer> {
  try {
    const asked = controlSchema.parse(JSON.parse(line))
    switch (asked.do) {
      case 'add-fault':
        host.faults.add(asked.fault)
        break
      case 'clear-faults':
        host.faults.clear()
        break
      case 'list-faults':
        return { ok: true, faults: host.faults.waiting }
      case 'set-clock':
        host.clockAheadMs = asked.aheadMs
        break
      case 'set-replication-delay':
        await host.directory.setReplicationDelay(asked.ms)
        break
      case 'fail-iisreset':
        await host.state.change((draft) => {
          draft.iis.failingResets = asked.times
        })
        break
      case 'set-service':
        exchangeOf(exchange).setService(asked.service, asked.mode)
        break
    }
    return { ok: true }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) }
  }
}

function exchangeOf(exchange: ExchangeRole | undefined): ExchangeRole {
  if (!exchange) throw new Error('This host is no Exchange server.')
  return exchange
}
