'use client'

import { useSyncExternalStore } from 'react'
import { type AnswerTree, toTree } from './answer-tree.ts'

const listeners = new Set<() => void>()

export const draftKey = (labId: string, partId: string): string => `fairlead answers ${labId} ${partId}`

/** What was typed and not saved, for this browser tab; `undefined` forgets it. Storage that is refused or full keeps nothing. */
export function keepDraft(key: string, draft: AnswerTree | undefined): void {
  try {
    if (draft === undefined) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // The form itself still holds what was typed.
  }
  for (const changed of listeners) changed()
}

export function recallDraft(key: string): AnswerTree | undefined {
  try {
    const kept = sessionStorage.getItem(key)
    return kept ? toTree(JSON.parse(kept)) : undefined
  } catch {
    return undefined
  }
}

/** Whether something typed in a Part's form is not saved yet: a run would not know of it. */
export const useHasDraft = (labId: string, partId: string): boolean =>
  useSyncExternalStore(
    subscribe,
    () => recallDraft(draftKey(labId, partId)) !== undefined,
    () => false,
  )

function subscribe(changed: () => void) {
  listeners.add(changed)
  return () => void listeners.delete(changed)
}
