'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Moment } from '#components/ui/moment.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { IdentityView } from '#lib/labs/lab-view.ts'
import { ConfirmRow } from './confirm-row.tsx'
import { IdentityShown } from './identity-shown.tsx'
import { changeWords } from './identity-words.ts'
import { useLabActions } from './lab-actions.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { spokenName } from './spoken-name.ts'
import { useAct } from './use-act.ts'

/** Who one machine says it is: to be approved, approved, or another than was approved. */
export function IdentityRow({ labId, identity }: { labId: string; identity: IdentityView }) {
  const { approveIdentity, forgetIdentity } = useLabActions()
  const { act, busy, refusal } = useAct()
  const [replacing, setReplacing] = useState(false)
  const { host, protocol, offeredFingerprint: offered, approvedFingerprint: approved } = identity
  const changed = approved !== null && approved !== offered
  const [what, why] = changeWords(identity)
  const approve = () =>
    act(
      'approve',
      () => approveIdentity(labId, { host, protocol, fingerprint: offered }),
      () => setReplacing(false),
    )
  return (
    <>
      <tr>
        <th scope="row" className="font-semibold whitespace-nowrap">
          {host}
        </th>
        <td className="whitespace-nowrap text-muted">{spokenName(identity)}</td>
        <td>
          {changed ? (
            <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
              <dt className="text-muted">now</dt>
              <dd>
                <IdentityShown fingerprint={offered} details={identity.offeredDetails} />
              </dd>
              <dt className="text-muted">was</dt>
              <dd>
                <IdentityShown fingerprint={approved} details={identity.approvedDetails} />
              </dd>
            </dl>
          ) : (
            <IdentityShown fingerprint={offered} details={identity.offeredDetails} />
          )}
        </td>
        <td className="text-muted">
          <Approved identity={identity} changed={changed} />
        </td>
        <td className="text-right whitespace-nowrap">
          {approved === null && (
            <Button
              size="small"
              look="primary"
              disabled={busy !== undefined}
              onClick={approve}
              aria-label={`Approve ${host}`}
            >
              Approve
            </Button>
          )}
          {changed && (
            <Button
              size="small"
              look="danger"
              onClick={() => setReplacing(true)}
              aria-label={`Replace approval… of ${host}`}
            >
              Replace approval…
            </Button>
          )}
          {approved !== null && !changed && (
            <Button
              size="small"
              look="quiet"
              disabled={busy !== undefined}
              onClick={() => act('forget', () => forgetIdentity(labId, { host, protocol }))}
              aria-label={`Withdraw the approval of ${host}`}
            >
              Withdraw
            </Button>
          )}
        </td>
      </tr>
      {(replacing || refusal) && (
        <tr>
          <td colSpan={5}>
            <div className="grid gap-2.5">
              {refusal && <RefusalNote refusal={refusal} labId={labId} />}
              {replacing && (
                <ConfirmRow
                  label={`Replace the approval of ${host}`}
                  confirm={`Approve what ${host} shows now`}
                  keep="Keep refusing it"
                  busy={busy !== undefined}
                  onConfirm={approve}
                  onKeep={() => setReplacing(false)}
                >
                  <b className="font-semibold">{what}</b> {why}
                </ConfirmRow>
              )}
            </div>
          </td>
        </tr>
      )}
    </>
  )
}

function Approved({ identity, changed }: { identity: IdentityView; changed: boolean }) {
  if (changed) return <Tag tone="bad">{identity.protocol === 'ssh' ? 'Key changed' : 'Changed'}</Tag>
  if (!identity.approvedAt) return <Tag tone="warn">Not yet</Tag>
  return (
    <>
      {identity.approvedBy && `by ${identity.approvedBy}, `}
      <Moment iso={identity.approvedAt} />
    </>
  )
}
