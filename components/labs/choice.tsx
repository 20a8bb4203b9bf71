'use client'

import { cn } from '#components/ui/cn.ts'

type Option = { value: string; title: string; said: string; disabled?: boolean }
type ChoiceProps = {
  label: string
  name: string
  value: string
  choose: (value: string) => void
  options: readonly Option[]
}

/** One of a few, each with a sentence that tells them apart. */
export const Choice = ({ label, name, value, choose, options }: ChoiceProps) => (
  <fieldset className="grid gap-1.5">
    <legend className="mb-1.5 text-sm font-semibold">{label}</legend>
    <div className="grid gap-2.5 md:grid-cols-2">
      {options.map((option) => (
        <label
          key={option.value}
          className={cn(
            'grid cursor-pointer grid-cols-[16px_minmax(0,1fr)] gap-x-2.5 rounded-lg border border-edge p-3 has-checked:border-accent has-checked:bg-accent-soft',
            'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
            option.disabled && 'cursor-not-allowed border-line bg-sunk text-muted',
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            disabled={option.disabled}
            onChange={() => choose(option.value)}
            className="mt-0.5 size-4 accent-accent outline-none"
          />
          <span className="font-semibold">{option.title}</span>
          <span className="col-start-2 text-sm text-muted">{option.said}</span>
        </label>
      ))}
    </div>
  </fieldset>
)
