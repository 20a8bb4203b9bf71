'use client'

import { useSearchParams } from 'next/navigation'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { useLabActions } from '#components/wizard/lab-actions.tsx'
import { RefusalNote } from '#components/wizard/refusal-note.tsx'
import { useAct } from '#components/wizard/use-act.ts'
import { writeAt } from './answer-tree.ts'
import { draftKey } from './draft-store.ts'
import { FormContext } from './form-context.ts'
import { ProblemSummary } from './problem-summary.tsx'
import { type Problems, problemsOf } from './problems.ts'
import { SaveBar } from './save-bar.tsx'
import { useDraft } from './use-draft.ts'

type AnswersFormProps = {
  labId: string
  partId: string
  schema: z.ZodType
  initial: unknown
  isSaved: boolean
  children: ReactNode
}

/** The answers of one Part. Checked here and by the server with the same schema; what was typed is never lost. */
export function AnswersForm({ labId, partId, schema, initial, isSaved, children }: AnswersFormProps) {
  const { saveAnswers } = useLabActions()
  const { act, busy, refusal } = useAct()
  const draft = useDraft(draftKey(labId, partId), initial)
  const [problems, setProblems] = useState<Problems>({})
  const [savedAt, setSavedAt] = useState<string>()
  const form = useRef<HTMLFormElement>(null)
  useSoughtField(form)

  const shown = refusal?.problems ?? problems
  useEffect(() => {
    if (Object.keys(shown).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [shown])

  const save = (event: FormEvent) => {
    event.preventDefault()
    const checked = schema.safeParse(draft.values)
    setProblems(checked.success ? {} : problemsOf(checked.error))
    if (!checked.success) return
    act(
      'save',
      () => saveAnswers(labId, partId, checked.data),
      () => {
        draft.settle(checked.data, draft.values)
        setSavedAt(new Date().toISOString())
      },
    )
  }
  return (
    <FormContext
      value={{
        values: draft.values,
        problems: shown,
        write: (path, value) => draft.write(writeAt(draft.values, path, value)),
      }}
    >
      <form ref={form} onSubmit={save} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <ProblemSummary problems={shown} />
        {refusal && !refusal.problems && <RefusalNote refusal={refusal} labId={labId} />}
        {children}
        <SaveBar
          state={stateOf(draft.isChanged, isSaved || savedAt !== undefined)}
          busy={busy !== undefined}
          savedAt={savedAt}
          discard={draft.discard}
        />
      </form>
    </FormContext>
  )
}

const stateOf = (isChanged: boolean, isSaved: boolean) => (isChanged ? 'changed' : isSaved ? 'saved' : 'defaults')

/** A failure can name the field where it is put right: `?field=hosts.3.address`. */
function useSoughtField(form: { current: HTMLFormElement | null }) {
  const sought = useSearchParams().get('field')
  useEffect(() => {
    const field = sought && form.current?.elements.namedItem(sought)
    if (field instanceof HTMLElement) field.focus()
  }, [sought, form])
}
