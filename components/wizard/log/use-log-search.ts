'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import type { LogLineView } from '#lib/wizard/view.ts'
import { readJson } from '../read-json.ts'
import { matches } from './log-rows.ts'
import type { LogWindow } from './log-window.ts'
import type { LinesAnswer, LogSource } from './use-log.ts'

type Found = { lines: readonly LogLineView[]; total: number; complete: boolean }

/** What is loaded is searched at once; the rest by the server, whose answer then stands for the whole log. */
export function useLogSearch(
  { labId, runId, stepRunId }: LogSource,
  window: LogWindow,
  sought: string,
): Found | undefined {
  const asked = useDeferredValue(sought.trim())
  const whole = !window.older && !window.newer
  const query = new URLSearchParams({
    search: asked,
    limit: '500',
    ...(stepRunId !== undefined && { step: String(stepRunId) }),
  })
  const { data } = useQuery({
    queryKey: ['log-search', runId, stepRunId, asked],
    queryFn: ({ signal }) => readJson<LinesAnswer>(`/labs/${labId}/runs/${runId}/lines?${query}`, signal),
    enabled: asked.length > 1 && !whole,
    staleTime: 5_000,
  })
  if (!asked) return undefined
  if (!whole && data) return { lines: data.lines, total: data.total, complete: data.lines.length >= data.total }
  const lines = window.lines.filter((line) => matches(line, asked))
  return { lines, total: lines.length, complete: whole }
}
