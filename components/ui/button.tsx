'use client'

import type { VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { buttonLook } from './button-look.ts'
import { cn } from './cn.ts'
import { useHydrated } from './use-hydrated.ts'

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof buttonLook>

/** A press before the page listens would be lost without a word, so until then it cannot be pressed. */
export function Button({ className, look, size, type = 'button', disabled, ...props }: ButtonProps) {
  const isEarly = !useHydrated()
  return (
    <button
      type={type}
      disabled={isEarly || disabled}
      data-early={isEarly || undefined}
      className={cn(buttonLook({ look, size }), className)}
      {...props}
    />
  )
}
