'use client'

import { Plus, X } from 'lucide-react'
import { type ReactNode, useId, useRef } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { controlLook } from '#components/ui/control.ts'
import { describedBy } from '#components/ui/field-frame.tsx'
import { readAt } from './answer-tree.ts'
import { useForm } from './form-context.ts'

type ListFieldProps = { path: string; label: string; one: string; hint: ReactNode; most: number }

/** Several values of one kind, each in a field of its own, so that each can have its own fault. */
export function ListField({ path, label, one, hint, most }: ListFieldProps) {
  const { values, problems, write } = useForm()
  const labelId = useId()
  const rows = useRef<HTMLUListElement>(null)
  const found = readAt(values, path)
  const items = Array.isArray(found) ? found.map(String) : []
  const focusOn = (index: number) => rows.current?.querySelectorAll('input')[index]?.focus()

  const add = () => {
    flushSync(() => write(path, [...items, '']))
    focusOn(items.length)
  }
  const remove = (index: number) => {
    flushSync(() =>
      write(
        path,
        items.filter((_, at) => at !== index),
      ),
    )
    focusOn(Math.max(0, index - 1))
  }
  return (
    <fieldset id={path} aria-labelledby={labelId} className="grid content-start gap-1.5">
      <p id={labelId} className="text-sm font-semibold">
        {label}
      </p>
      <ul ref={rows} className="grid gap-1.5">
        {items.map((item, index) => {
          const at = `${path}.${index}`
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the list is what the value is known by
            <li key={index} className="grid gap-1">
              <div className="flex gap-1">
                <input
                  id={at}
                  name={at}
                  aria-label={`${one} ${index + 1}`}
                  value={item}
                  onChange={(event) => write(at, event.target.value)}
                  autoComplete="off"
                  spellCheck={false}
                  className={cn(controlLook, 'font-mono text-sm')}
                  {...describedBy(at, { error: problems[at] })}
                />
                <Button
                  look="quiet"
                  size="icon"
                  onClick={() => remove(index)}
                  aria-label={`Remove ${one} ${index + 1}`}
                >
                  <X className="size-4" aria-hidden="true" />
                </Button>
              </div>
              {problems[at] && (
                <p id={`${at}-error`} className="text-sm font-medium text-bad">
                  {problems[at]}
                </p>
              )}
            </li>
          )
        })}
      </ul>
      <p className="text-xs text-muted">{hint}</p>
      {problems[path] && <p className="text-sm font-medium text-bad">{problems[path]}</p>}
      {items.length < most && (
        <div>
          <Button size="small" onClick={add}>
            <Plus className="size-3.5" aria-hidden="true" />
            Add {one}
          </Button>
        </div>
      )}
    </fieldset>
  )
}
