'use client'

import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'
import { controlLook } from '#components/ui/control.ts'
import { describedBy, FieldFrame } from '#components/ui/field-frame.tsx'
import { readAt } from './answer-tree.ts'
import { useForm } from './form-context.ts'

type TextFieldProps = {
  /** Dotted path of the answer: the field's name and id too. */
  path: string
  label: string
  hint?: ReactNode
  /** Machine text: names, addresses, paths. */
  mono?: boolean
  number?: boolean
  /** Stands behind a number: days, seconds. */
  unit?: string
  labelHidden?: boolean
  className?: string
}

export function TextField({ path, label, hint, mono, number, unit, labelHidden, className }: TextFieldProps) {
  const { values, problems, write } = useForm()
  const error = problems[path]
  const value = readAt(values, path)
  return (
    <FieldFrame
      id={path}
      label={label}
      hint={hint}
      error={error}
      {...(labelHidden && { labelHidden })}
      className={cn(className)}
    >
      <div className="flex items-center gap-2">
        <input
          id={path}
          name={path}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => write(path, event.target.value)}
          inputMode={number ? 'decimal' : undefined}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className={cn(controlLook, mono && 'font-mono text-sm', number && 'max-w-36 tabular-nums')}
          {...describedBy(path, { hint, error })}
        />
        {unit && <span className="text-muted">{unit}</span>}
      </div>
    </FieldFrame>
  )
}
