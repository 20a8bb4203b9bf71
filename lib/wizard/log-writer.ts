import { db } from '#lib/db.ts'
import { ring } from './bell.ts'
import type { Redact } from './redact.ts'
import type { Log } from './step.ts'

const FLUSH_AFTER_MS = 20
const LONGEST_LINE = 8_000

export type LogWriter = { log: Log; flush(): Promise<void> }

/** The log is a table; the bell only says that there is more. Lines go in small batches, in the order they came. */
export function logWriter(runId: string, stepRunId: number, redact: Redact): LogWriter {
  let waiting: { runId: string; stepRunId: number; at: Date; host: string | null; level: string; text: string }[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const data = waiting
    waiting = []
    if (data.length > 0) {
      writing = writing.then(async () => {
        await db.logLine.createMany({ data })
        ring(runId)
      })
    }
    return writing
  }

  const log: Log = (line, { host, level = 'note' } = {}) => {
    for (const text of redact(line).split(/\r?\n/)) {
      waiting.push({ runId, stepRunId, at: new Date(), host: host ?? null, level, text: cut(text) })
    }
    // A failed write surfaces at the next awaited flush, so the timer may let it pass.
    timer ??= setTimeout(() => void flush().catch(() => {}), FLUSH_AFTER_MS)
  }

  return { log, flush }
}

const cut = (text: string) =>
  text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)} … (${text.length} characters)` : text
