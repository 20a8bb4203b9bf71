'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import type { LogLineView } from '#lib/wizard/view.ts'
import { readJson } from '../read-json.ts'
import { arrived, emptyWindow, type LogWindow, lastId, withNewer, withOlder } from './log-window.ts'
import { useLogStream } from './use-log-stream.ts'

const page = 500

export type LogSource = { labId: string; runId: string; stepRunId?: number; live: boolean }
export type LinesAnswer = { lines: LogLineView[]; total: number }

/** Holds a stretch of a run's log, at first its end; grows it at either end, and by live lines while the run goes on. */
export function useLog({ labId, runId, stepRunId, live }: LogSource) {
  const [window, setWindow] = useState<LogWindow>(emptyWindow)
  const [total, setTotal] = useState<number>()
  const [wrong, setWrong] = useState(false)
  const reading = useRef(false)
  const base = `/labs/${labId}/runs/${runId}`

  const read = useCallback(
    async (place: Record<string, string | number>, into: (answer: LinesAnswer) => void) => {
      if (reading.current) return
      reading.current = true
      const query = new URLSearchParams({
        limit: String(page),
        ...(stepRunId !== undefined && { step: String(stepRunId) }),
      })
      for (const [name, value] of Object.entries(place)) query.set(name, String(value))
      try {
        const answer = await readJson<LinesAnswer>(`${base}/lines?${query}`, AbortSignal.timeout(30_000))
        setTotal(answer.total)
        setWrong(false)
        into(answer)
      } catch {
        setWrong(true)
      } finally {
        reading.current = false
      }
    },
    [base, stepRunId],
  )

  const toEnd = useCallback(
    () => read({}, ({ lines }) => setWindow({ lines, older: lines.length === page, newer: false, missed: 0 })),
    [read],
  )
  const toStart = () =>
    read({ after: 0 }, ({ lines }) => setWindow({ lines, older: false, newer: lines.length === page, missed: 0 }))
  const readOlder = () =>
    read({ before: window.lines[0]?.id ?? 0 }, ({ lines }) => setWindow((now) => withOlder(now, lines, page)))
  const readNewer = () =>
    read({ after: lastId(window) }, ({ lines }) => setWindow((now) => withNewer(now, lines, page)))
  const around = (id: number) =>
    read({ around: id }, ({ lines }) => setWindow({ lines, older: true, newer: true, missed: 0 }))

  useEffect(() => {
    toEnd()
  }, [toEnd])

  const started = total !== undefined
  const connection = useLogStream({
    url: started && live ? `${base}/log` : undefined,
    after: () => lastId(window),
    onLines: (lines) => {
      const mine = stepRunId === undefined ? lines : lines.filter((line) => line.stepRunId === stepRunId)
      setWindow((now) => arrived(now, mine))
      setTotal((now) => (now ?? 0) + mine.length)
    },
  })
  return { window, total, wrong, connection, toEnd, toStart, readOlder, readNewer, around }
}
