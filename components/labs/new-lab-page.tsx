'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useRef, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { controlLook } from '#components/ui/control.ts'
import { describedBy, FieldFrame } from '#components/ui/field-frame.tsx'
import { Panel, PanelBody } from '#components/ui/panel.tsx'
import type { ActionAnswer } from '#components/wizard/action-answer.ts'
import { PageHead } from '#components/wizard/page-head.tsx'
import { RefusalNote } from '#components/wizard/refusal-note.tsx'
import { TopBar } from '#components/wizard/top-bar.tsx'
import { useAct } from '#components/wizard/use-act.ts'
import { Choice } from './choice.tsx'
import { type RehearsalPossible, Unmet } from './start-cards.tsx'

type NewLabPageProps = {
  rehearsal: RehearsalPossible
  kind: 'rehearsal' | 'real'
  createLab: (raw: unknown) => Promise<ActionAnswer<string>>
}

/** A lab needs a name and a kind; everything else is asked in its first Part. */
export function NewLabPage({ rehearsal, kind: first, createLab }: NewLabPageProps) {
  const [name, setName] = useState('')
  const [kind, setKind] = useState<string>(first)
  const [release, setRelease] = useState('bookworm')
  const { act, busy, refusal } = useAct()
  const router = useRouter()
  const nameField = useRef<HTMLInputElement>(null)
  const nameHint = 'How you tell it from others, for example the name of the site.'
  const error = refusal?.problems?.name

  const create = (event: FormEvent) => {
    event.preventDefault()
    act(
      'create',
      () => createLab({ name, kind, release }),
      (labId) => router.push(`/labs/${labId}`),
    )
    nameField.current?.focus()
  }
  return (
    <>
      <TopBar
        crumbs={[
          { text: 'Labs', href: '/' },
          { text: 'New lab', strong: true },
        ]}
      />
      <main id="main" tabIndex={-1} className="mx-auto grid max-w-[720px] gap-5 px-3.5 pt-[26px] pb-16 outline-none">
        <PageHead
          title="New lab"
          sentence="Its answers can all be changed later; nothing is done to any machine yet."
        />
        {refusal && !refusal.problems && <RefusalNote refusal={refusal} labId="" />}
        <form onSubmit={create} noValidate>
          <Panel>
            <PanelBody className="grid gap-5">
              <Choice
                label="Kind"
                name="kind"
                value={kind}
                choose={setKind}
                options={[
                  {
                    value: 'rehearsal',
                    title: 'Rehearsal',
                    said: 'Fairlead makes the machines on this host and takes them away with the lab. The place to learn and to try.',
                    disabled: !rehearsal.possible,
                  },
                  { value: 'real', title: 'Real', said: 'Your own machines, reached over SSH and remote PowerShell.' },
                ]}
              />
              {!rehearsal.possible && <Unmet rehearsal={rehearsal} />}
              <FieldFrame id="name" label="Name" hint={nameHint} error={error}>
                <input
                  ref={nameField}
                  id="name"
                  name="name"
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                  autoComplete="off"
                  maxLength={40}
                  className={controlLook}
                  {...describedBy('name', { hint: nameHint, error })}
                />
              </FieldFrame>
              {kind === 'rehearsal' && (
                <Choice
                  label="Linux of the nodes"
                  name="release"
                  value={release}
                  choose={setRelease}
                  options={[
                    { value: 'bookworm', title: 'Debian 12 “bookworm”', said: 'HAProxy 2.6, keepalived 2.2' },
                    { value: 'trixie', title: 'Debian 13 “trixie”', said: 'HAProxy 3.0, keepalived 2.3' },
                  ]}
                />
              )}
              <div className="flex flex-wrap gap-2.5">
                <Button type="submit" look="primary" disabled={busy !== undefined}>
                  {busy ? 'Creating…' : kind === 'rehearsal' ? 'Create the rehearsal' : 'Create the lab'}
                </Button>
                <ButtonLink href="/">Not now</ButtonLink>
              </div>
            </PanelBody>
          </Panel>
        </form>
      </main>
    </>
  )
}
