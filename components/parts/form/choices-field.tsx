'use client'

import { type ReactNode, useId } from 'react'
import { readAt } from './answer-tree.ts'
import { useForm } from './form-context.ts'

type ChoicesFieldProps = {
  path: string
  label: string
  options: readonly { value: string; text: string }[]
  hint: ReactNode
}

/** Any number of given values: the answer is the list of those that are ticked, in the order of the options. */
export function ChoicesField({ path, label, options, hint }: ChoicesFieldProps) {
  const { values, problems, write } = useForm()
  const labelId = useId()
  const found = readAt(values, path)
  const chosen = Array.isArray(found) ? found : []
  const choose = (value: string, isChosen: boolean) =>
    write(
      path,
      options.map((one) => one.value).filter((one) => (one === value ? isChosen : chosen.includes(one))),
    )
  return (
    <fieldset id={path} aria-labelledby={labelId} className="grid content-start gap-1.5">
      <p id={labelId} className="text-sm font-semibold">
        {label}
      </p>
      <div className="flex flex-wrap gap-x-5 gap-y-1.5">
        {options.map(({ value, text }) => (
          <label key={value} className="flex items-center gap-2 text-sm">
            <input
              type="checkbox"
              name={`${path}.${value}`}
              checked={chosen.includes(value)}
              onChange={(event) => choose(value, event.target.checked)}
              className="size-4 accent-accent"
            />
            {text}
          </label>
        ))}
      </div>
      <p className="text-xs text-muted">{hint}</p>
      {problems[path] && <p className="text-sm font-medium text-bad">{problems[path]}</p>}
    </fieldset>
  )
}
