'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState, useTransition } from 'react'
import type { ActionAnswer, Refusal } from './action-answer.ts'

/**
 * Carries out an action once at a time, keeps what it was refused with, and has the lab read again. `busy` names the action
 * under way, so that the button that was pressed can say so.
 */
export function useAct() {
  const queries = useQueryClient()
  const [pending, start] = useTransition()
  const [name, setName] = useState('')
  const [refusal, setRefusal] = useState<Refusal>()

  const act = <Value>(what: string, action: () => Promise<ActionAnswer<Value>>, then?: (value: Value) => void) => {
    setName(what)
    setRefusal(undefined)
    start(async () => {
      const answer = await action().catch(unanswered)
      await queries.invalidateQueries()
      if (answer.ok) then?.(answer.value)
      else setRefusal(answer)
    })
  }
  return { act, busy: pending ? name : undefined, refusal, forgive: () => setRefusal(undefined) }
}

const unanswered = (): ActionAnswer<never> => ({
  ok: false,
  message: 'Fairlead did not answer.',
  remedy: 'Check that it still runs on its host and that this computer reaches it, then press again.',
  fix: null,
})
