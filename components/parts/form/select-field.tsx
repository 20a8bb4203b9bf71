'use client'

import type { ReactNode } from 'react'
import { controlLook } from '#components/ui/control.ts'
import { describedBy, FieldFrame } from '#components/ui/field-frame.tsx'
import { readAt } from './answer-tree.ts'
import { useForm } from './form-context.ts'

type SelectFieldProps = {
  path: string
  label: string
  options: readonly { value: string; text: string }[]
  hint?: ReactNode
  labelHidden?: boolean
}

export function SelectField({ path, label, options, hint, labelHidden }: SelectFieldProps) {
  const { values, problems, write } = useForm()
  const error = problems[path]
  return (
    <FieldFrame id={path} label={label} hint={hint} error={error} {...(labelHidden && { labelHidden })}>
      <select
        id={path}
        name={path}
        value={String(readAt(values, path) ?? '')}
        onChange={(event) => write(path, event.target.value)}
        className={controlLook}
        {...describedBy(path, { hint, error })}
      >
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </FieldFrame>
  )
}
