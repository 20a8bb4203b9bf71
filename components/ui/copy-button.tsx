'use client'

import { Check, Copy } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { copyText } from './copy-text.ts'

type CopyButtonProps = {
  text: () => string | Promise<string>
  children: ReactNode
  label?: string
  look?: 'plain' | 'quiet'
  size?: 'normal' | 'small'
}

/** Copies, and says for two seconds that it has. */
export function CopyButton({ text, children, label, look = 'quiet', size = 'small' }: CopyButtonProps) {
  const [said, setSaid] = useState<string>()
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => setSaid(undefined), 2000)
    return () => clearTimeout(timer)
  }, [said])

  const copy = async () => setSaid((await copyText(await text())) ? 'Copied' : 'The browser refused to copy')
  const Icon = said === 'Copied' ? Check : Copy
  return (
    <Button look={look} size={size} onClick={copy} aria-label={said ? undefined : label}>
      <Icon className="size-3.5" aria-hidden="true" />
      <span aria-live="polite">{said ?? children}</span>
    </Button>
  )
}
