import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

const noteLook = cva('grid gap-2.5 rounded-lg border px-4 py-3.5', {
  variants: {
    tone: {
      plain: 'border-line bg-sunk',
      accent: 'border-accent/35 bg-accent-soft',
      warn: 'border-warn/35 bg-warn-soft',
      bad: 'border-bad/35 bg-bad-soft',
    },
  },
  defaultVariants: { tone: 'plain' },
})

/** Something to read where it belongs, in the flow of the page. */
export function Note({ className, tone, ...props }: ComponentProps<'div'> & VariantProps<typeof noteLook>) {
  return <div className={cn(noteLook({ tone }), className)} {...props} />
}
