'use client'

import { createContext, type ReactNode, useContext } from 'react'
import type { IdentityView } from '#lib/labs/lab-view.ts'
import type { ActionAnswer } from './action-answer.ts'

export type CredentialName =
  | 'ssh.password'
  | 'ssh.privateKey'
  | 'ssh.passphrase'
  | 'ssh.sudoPassword'
  | 'windows.password'
export type IdentityKey = Pick<IdentityView, 'host' | 'protocol'>
export type RunKind = 'look' | 'apply' | 'undo'

/** Everything the wizard can ask the server to do to a lab. The routes hand it in; components know no route. */
export type LabActions = {
  startRun(asked: { labId: string; kind: RunKind; partId?: string; stepId?: string }): Promise<ActionAnswer<string>>
  stopRun(labId: string): Promise<ActionAnswer>
  saveAnswers(labId: string, partId: string, raw: unknown): Promise<ActionAnswer>
  storeCredential(labId: string, name: CredentialName, value: string): Promise<ActionAnswer>
  forgetCredential(labId: string, name: CredentialName): Promise<ActionAnswer>
  lookAtIdentities(labId: string): Promise<ActionAnswer>
  approveIdentity(labId: string, identity: IdentityKey & { fingerprint: string }): Promise<ActionAnswer>
  forgetIdentity(labId: string, identity: IdentityKey): Promise<ActionAnswer>
}

const Actions = createContext<LabActions | undefined>(undefined)

export const LabActionsProvider = ({ actions, children }: { actions: LabActions; children: ReactNode }) => (
  <Actions value={actions}>{children}</Actions>
)

export function useLabActions(): LabActions {
  const actions = useContext(Actions)
  if (!actions) throw new Error('useLabActions is called outside of a lab')
  return actions
}
