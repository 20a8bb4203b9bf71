import type { VariantProps } from 'class-variance-authority'
import Link from 'next/link'
import type { ComponentProps } from 'react'
import { buttonLook } from './button-look.ts'
import { cn } from './cn.ts'

type ButtonLinkProps = ComponentProps<typeof Link> & VariantProps<typeof buttonLook>

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink({ className, look, size, ...props }: ButtonLinkProps) {
  return <Link prefetch={false} className={cn(buttonLook({ look, size }), className)} {...props} />
}
