'use client'

import { Panel, PanelHead } from '#components/ui/panel.tsx'
import type { CredentialName } from '#components/wizard/lab-actions.tsx'
import type { LabAnswers } from '#lib/parts/lab/schema.ts'
import { CredentialRow } from './credential-row.tsx'

type Kept = { name: CredentialName; kept: boolean; updatedAt: string | null }
type CredentialsPanelProps = { labId: string; login: LabAnswers['login']; kept: readonly Kept[] }

const methods: Record<LabAnswers['login']['method'], CredentialName[]> = {
  password: ['ssh.password'],
  key: ['ssh.privateKey', 'ssh.passphrase'],
  agent: [],
}

/** What the login needs, sealed. A value can be put in and taken away, never read. */
export function CredentialsPanel({ labId, login, kept }: CredentialsPanelProps) {
  const needed: CredentialName[] = [
    ...methods[login.method],
    ...(login.user === 'root' ? [] : (['ssh.sudoPassword'] as const)),
    'windows.password',
  ]
  const shown = kept.filter(({ name, kept: isKept }) => isKept || needed.includes(name))
  return (
    <Panel>
      <PanelHead title="Passwords and keys">
        <span className="text-muted">Sealed on this host and never shown again, here or in any log.</span>
      </PanelHead>
      <ul>
        {shown.map(({ name, updatedAt }) => (
          <CredentialRow key={name} labId={labId} name={name} updatedAt={updatedAt} needed={needed.includes(name)} />
        ))}
      </ul>
    </Panel>
  )
}
