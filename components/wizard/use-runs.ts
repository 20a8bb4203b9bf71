'use client'

import { useQuery } from '@tanstack/react-query'
import type { LabView } from '#lib/labs/lab-view.ts'
import type { RunView } from '#lib/wizard/view.ts'
import { readJson } from './read-json.ts'

/** The runs of a lab, newest first. `initial` is what the page came with: all of them, or the one it shows. */
export function useRuns(lab: LabView, initial: RunView[]): RunView[] {
  const { data } = useQuery({
    queryKey: ['runs', lab.id],
    queryFn: ({ signal }) => readJson<RunView[]>(`/api/labs/${lab.id}/runs`, signal),
    placeholderData: initial,
    refetchInterval: lab.activeRun ? 2000 : 15_000,
  })
  return data ?? initial
}
