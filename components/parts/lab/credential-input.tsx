'use client'

import { type FormEvent, useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { controlLook } from '#components/ui/control.ts'
import { FieldFrame } from '#components/ui/field-frame.tsx'
import type { CredentialName } from '#components/wizard/lab-actions.tsx'
import { credentialWords } from './credential-words.ts'

type CredentialInputProps = { name: CredentialName; busy: boolean; keep: (value: string) => void; cancel: () => void }

/** The only place where a secret is in the browser: from being typed until it is kept. */
export function CredentialInput({ name, busy, keep, cancel }: CredentialInputProps) {
  const [value, setValue] = useState('')
  const id = useId()
  const isKey = name === 'ssh.privateKey'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    keep(value)
  }
  const shared = {
    id,
    value,
    autoFocus: true,
    spellCheck: false,
    autoComplete: 'off',
  }
  return (
    <form onSubmit={submit} className="grid gap-2.5">
      <FieldFrame id={id} label={`New: ${credentialWords[name].title}`}>
        {isKey ? (
          <textarea
            {...shared}
            rows={6}
            placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
            onChange={(event) => setValue(event.target.value)}
            className={cn(controlLook, 'font-mono text-[12.5px]')}
          />
        ) : (
          <input
            {...shared}
            type="password"
            onChange={(event) => setValue(event.target.value)}
            className={controlLook}
          />
        )}
      </FieldFrame>
      <div className="flex flex-wrap items-center gap-2.5">
        <Button type="submit" look="primary" size="small" disabled={busy || value === ''}>
          {busy ? 'Sealing…' : 'Keep it sealed'}
        </Button>
        <Button size="small" onClick={cancel}>
          Not now
        </Button>
        {isKey && (
          <label className="text-sm text-muted">
            or from a file:{' '}
            <input
              type="file"
              aria-label="Read the private key from a file"
              className="text-sm"
              onChange={async (event) => setValue((await event.target.files?.[0]?.text()) ?? '')}
            />
          </label>
        )}
      </div>
    </form>
  )
}
