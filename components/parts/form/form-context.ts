'use client'

import { createContext, useContext } from 'react'
import type { AnswerTree } from './answer-tree.ts'
import type { Problems } from './problems.ts'

export type AnswersFormState = {
  values: AnswerTree
  problems: Problems
  write: (path: string, value: AnswerTree) => void
}

export const FormContext = createContext<AnswersFormState | undefined>(undefined)

export function useForm(): AnswersFormState {
  const form = useContext(FormContext)
  if (!form) throw new Error('A field stands outside of a form')
  return form
}
