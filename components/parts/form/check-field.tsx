'use client'

import type { ReactNode } from 'react'
import { describedBy } from '#components/ui/field-frame.tsx'
import { readAt } from './answer-tree.ts'
import { useForm } from './form-context.ts'

export function CheckField({ path, label, hint }: { path: string; label: string; hint: ReactNode }) {
  const { values, problems, write } = useForm()
  return (
    <div className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2.5">
      <input
        id={path}
        name={path}
        type="checkbox"
        checked={readAt(values, path) === true}
        onChange={(event) => write(path, event.target.checked)}
        className="mt-0.5 size-4 accent-accent"
        {...describedBy(path, { hint, error: problems[path] })}
      />
      <label htmlFor={path} className="text-sm font-semibold">
        {label}
      </label>
      <p id={`${path}-hint`} className="col-start-2 text-xs text-muted">
        {hint}
      </p>
    </div>
  )
}
