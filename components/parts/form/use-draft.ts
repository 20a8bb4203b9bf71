'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { type AnswerTree, toTree } from './answer-tree.ts'
import { keepDraft, recallDraft } from './draft-store.ts'

/**
 * The values of a form: as saved, or as typed and not yet saved. What is typed is kept in this browser tab under `key`, so
 * that neither a reload nor another page loses it.
 */
export function useDraft(key: string, initial: unknown) {
  const [saved, setSaved] = useState(() => toTree(initial))
  const [values, setValues] = useState(saved)
  const isChanged = !isSame(values, saved)

  const takeUp = useEffectEvent(() => {
    const draft = recallDraft(key)
    if (draft) setValues(draft)
  })
  // The server has no draft: it is taken up after the first paint, which must be the server's.
  useEffect(() => takeUp(), [])
  const remember = (next: AnswerTree) => {
    setValues(next)
    keepDraft(key, isSame(next, saved) ? undefined : next)
  }
  /** `sent` was saved as `next`. What was typed while it was on its way stays as typed, and not yet saved. */
  const settle = (next: unknown, sent: AnswerTree) => {
    if (isSame(recallDraft(key), sent)) keepDraft(key, undefined)
    setSaved(toTree(next))
    setValues((now) => (isSame(now, sent) ? toTree(next) : now))
  }
  const discard = () => {
    keepDraft(key, undefined)
    setValues(saved)
  }
  return { values, isChanged, write: remember, settle, discard }
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
