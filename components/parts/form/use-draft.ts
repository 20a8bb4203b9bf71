'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { type AnswerTree, toTree } from './answer-tree.ts'

/**
 * The values of a form: as saved, or as typed and not yet saved. What is typed is kept in this browser tab under `key`, so
 * that neither a reload nor another page loses it.
 */
export function useDraft(key: string, initial: unknown) {
  const [saved, setSaved] = useState(() => toTree(initial))
  const [values, setValues] = useState(saved)
  const isChanged = !isSame(values, saved)

  const takeUp = useEffectEvent(() => {
    const draft = recall(key)
    if (draft) setValues(draft)
  })
  // The server has no draft: it is taken up after the first paint, which must be the server's.
  useEffect(() => takeUp(), [])
  const remember = (next: AnswerTree) => {
    setValues(next)
    if (isSame(next, saved)) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(next))
  }
  /** `sent` was saved as `next`. What was typed while it was on its way stays as typed, and not yet saved. */
  const settle = (next: unknown, sent: AnswerTree) => {
    if (isSame(recall(key), sent)) sessionStorage.removeItem(key)
    setSaved(toTree(next))
    setValues((now) => (isSame(now, sent) ? toTree(next) : now))
  }
  const discard = () => {
    sessionStorage.removeItem(key)
    setValues(saved)
  }
  return { values, isChanged, write: remember, settle, discard }
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

function recall(key: string): AnswerTree | undefined {
  try {
    const kept = sessionStorage.getItem(key)
    return kept ? toTree(JSON.parse(kept)) : undefined
  } catch {
    return undefined
  }
}
