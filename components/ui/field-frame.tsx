import type { ReactNode } from 'react'
import { cn } from './cn.ts'

type FieldFrameProps = {
  id: string
  label: string
  hint?: ReactNode
  error?: string | undefined
  children: ReactNode
  className?: string
  /** The label is for readers only: the column's head shows it already. */
  labelHidden?: boolean
}

/** Label above, what to write beneath, what is wrong beneath that. The control names both by `describedBy`. */
export function FieldFrame({ id, label, hint, error, children, className, labelHidden }: FieldFrameProps) {
  return (
    <div className={cn('grid content-start gap-1', className)}>
      <label htmlFor={id} className={labelHidden ? 'text-sm font-semibold md:sr-only' : 'text-sm font-semibold'}>
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-sm font-medium text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

export function describedBy(id: string, { hint, error }: { hint?: ReactNode; error?: string | undefined }) {
  return { 'aria-invalid': error ? true : undefined, 'aria-describedby': ids(id, hint, error) }
}

const ids = (id: string, hint: ReactNode, error: string | undefined) =>
  [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined
