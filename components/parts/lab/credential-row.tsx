'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Moment } from '#components/ui/moment.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { type CredentialName, useLabActions } from '#components/wizard/lab-actions.tsx'
import { RefusalNote } from '#components/wizard/refusal-note.tsx'
import { useAct } from '#components/wizard/use-act.ts'
import { CredentialInput } from './credential-input.tsx'
import { credentialWords } from './credential-words.ts'

type CredentialRowProps = { labId: string; name: CredentialName; updatedAt: string | null; needed: boolean }

/** One secret: since when it is kept, and the ways to put in another or forget it. */
export function CredentialRow({ labId, name, updatedAt, needed }: CredentialRowProps) {
  const { storeCredential, forgetCredential } = useLabActions()
  const { act, busy, refusal } = useAct()
  const [editing, setEditing] = useState(false)
  const { title, hint } = credentialWords[name]
  const done = () => setEditing(false)
  return (
    <li className="grid gap-3 border-b border-line px-4 py-3 last:border-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h3 className="font-semibold">{title}</h3>
          <p className="text-muted">
            {updatedAt ? (
              <>
                Kept since <Moment iso={updatedAt} />
              </>
            ) : (
              hint
            )}
          </p>
        </div>
        {!updatedAt && <Tag tone={name === 'ssh.passphrase' ? 'plain' : 'warn'}>Not kept</Tag>}
        {updatedAt && !needed && <Tag>Not needed with this login</Tag>}
        {!editing && (
          <Button
            size="small"
            onClick={() => setEditing(true)}
            aria-label={`${updatedAt ? 'Replace' : 'Enter'} ${title}`}
          >
            {updatedAt ? 'Replace' : 'Enter'}
          </Button>
        )}
        {updatedAt && (
          <Button
            size="small"
            look="quiet"
            disabled={busy !== undefined}
            onClick={() => act('forget', () => forgetCredential(labId, name), done)}
            aria-label={`Forget ${title}`}
          >
            Forget
          </Button>
        )}
      </div>
      {refusal && <RefusalNote refusal={refusal} labId={labId} />}
      {editing && (
        <CredentialInput
          name={name}
          busy={busy !== undefined}
          keep={(value) => act('keep', () => storeCredential(labId, name, value), done)}
          cancel={() => setEditing(false)}
        />
      )}
    </li>
  )
}
