'use client'

import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext } from 'react'
import type { LabView } from '#lib/labs/lab-view.ts'
import { readJson } from './read-json.ts'

type Lab = { lab: LabView /** Since when the server has not answered. */; silentSince: number | undefined }

const Lab = createContext<Lab | undefined>(undefined)

/** Keeps one lab fresh for everything beneath it: every second while a run is on, else every ten and on coming back. */
export function LabProvider({ initial, children }: { initial: LabView; children: ReactNode }) {
  const { data, isError, dataUpdatedAt } = useQuery({
    queryKey: ['lab', initial.id],
    queryFn: ({ signal }) => readJson<LabView>(`/api/labs/${initial.id}`, signal),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data?.activeRun ? 1000 : 10_000),
    refetchOnWindowFocus: true,
  })
  return <Lab value={{ lab: data, silentSince: isError ? dataUpdatedAt : undefined }}>{children}</Lab>
}

export const useLab = (): LabView => useLabContact().lab

export function useLabContact(): Lab {
  const found = useContext(Lab)
  if (!found) throw new Error('useLab is called outside of a lab')
  return found
}
