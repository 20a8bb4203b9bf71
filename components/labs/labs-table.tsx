'use client'

import { useState } from 'react'
import { Panel } from '#components/ui/panel.tsx'
import { Table } from '#components/ui/table.tsx'
import type { ActionAnswer } from '#components/wizard/action-answer.ts'
import { ConfirmRow } from '#components/wizard/confirm-row.tsx'
import { RefusalNote } from '#components/wizard/refusal-note.tsx'
import { useAct } from '#components/wizard/use-act.ts'
import type { LabSummary } from '#lib/labs/lab-view.ts'
import { LabRow } from './lab-row.tsx'

type LabsTableProps = { labs: LabSummary[]; deleteLab: (labId: string) => Promise<ActionAnswer> }

export function LabsTable({ labs, deleteLab }: LabsTableProps) {
  const [doomed, setDoomed] = useState<string>()
  const { act, busy, refusal, forgive } = useAct()
  const keep = () => {
    forgive()
    setDoomed(undefined)
  }
  return (
    <Panel aria-label="Labs">
      <Table label="All labs">
        <thead>
          <tr>
            <th scope="col">Lab</th>
            <th scope="col" className="max-md:hidden">
              Kind
            </th>
            <th scope="col" className="max-md:hidden">
              Where it stands
            </th>
            <th scope="col" className="max-md:hidden">
              Last run
            </th>
            <th scope="col" className="max-md:hidden">
              Certificate
            </th>
            <th scope="col">
              <span className="sr-only">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {labs.map((lab) => (
            <LabRow key={lab.id} lab={lab} askDelete={() => setDoomed(lab.id)}>
              {doomed === lab.id && (
                <>
                  <ConfirmRow
                    label={`Delete ${lab.name}`}
                    confirm={busy ? 'Deleting…' : `Delete ${lab.name}`}
                    keep="Keep it"
                    busy={busy !== undefined}
                    onConfirm={() => act('delete', () => deleteLab(lab.id), keep)}
                    onKeep={keep}
                  >
                    <b className="font-semibold">Forget this lab?</b> Its answers, keys, certificates, runs and proofs
                    are removed from Fairlead for good.{' '}
                    {lab.kind === 'rehearsal'
                      ? 'Its machines are taken down.'
                      : 'The machines stay exactly as they are; nothing is undone on them.'}
                  </ConfirmRow>
                  {refusal && <RefusalNote refusal={refusal} labId={lab.id} />}
                </>
              )}
            </LabRow>
          ))}
        </tbody>
      </Table>
    </Panel>
  )
}
