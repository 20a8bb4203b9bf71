import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

const tagLook = cva('inline-block rounded-full px-2 py-1 text-xs leading-none font-semibold whitespace-nowrap', {
  variants: {
    tone: {
      plain: 'bg-sunk text-muted',
      accent: 'bg-accent-soft text-accent',
      ok: 'bg-ok-soft text-ok',
      run: 'bg-run-soft text-run',
      warn: 'bg-warn-soft text-warn',
      bad: 'bg-bad-soft text-bad',
    },
  },
  defaultVariants: { tone: 'plain' },
})

export type Tone = NonNullable<VariantProps<typeof tagLook>['tone']>

export function Tag({ className, tone, ...props }: ComponentProps<'span'> & { tone?: Tone }) {
  return <span className={cn(tagLook({ tone }), className)} {...props} />
}
