'use client'

import { Button } from '#components/ui/button.tsx'
import { Panel, PanelBody, PanelHead } from '#components/ui/panel.tsx'
import { Table } from '#components/ui/table.tsx'
import type { LabView } from '#lib/labs/lab-view.ts'
import { HowToCompare } from './how-to-compare.tsx'
import { IdentityRow } from './identity-row.tsx'
import { useLabActions } from './lab-actions.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { useAct } from './use-act.ts'

/** What every machine showed of itself, to be compared and approved by a person, once. */
export function IdentitiesTable({ lab }: { lab: LabView }) {
  const { lookAtIdentities } = useLabActions()
  const { act, busy, refusal } = useAct()
  const none = lab.identities.length === 0
  const look = () => act('look', () => lookAtIdentities(lab.id))
  return (
    <Panel>
      <PanelHead title="Identities">
        <span className="text-muted">Compare with what the machine's console shows, then approve once.</span>
        <Button size="small" look={none ? 'primary' : 'plain'} disabled={busy !== undefined} onClick={look}>
          {busy ? 'Asking every host…' : none ? 'Ask every host who it is' : 'Ask again'}
        </Button>
      </PanelHead>
      {refusal && (
        <PanelBody>
          <RefusalNote refusal={refusal} labId={lab.id} />
        </PanelBody>
      )}
      {none ? (
        <PanelBody>
          <p className="max-w-[72ch] text-muted">
            No host has been asked yet. Fairlead asks each Linux host for the key of its SSH server and each Windows
            host for the certificate of its WinRM, without logging in, and logs in to none that nobody has approved.
          </p>
          <HowToCompare />
        </PanelBody>
      ) : (
        <>
          <Table label="Identities">
            <thead>
              <tr>
                <th scope="col">Host</th>
                <th scope="col">Speaks</th>
                <th scope="col">Identity</th>
                <th scope="col">Approved</th>
                <th scope="col">
                  <span className="sr-only">What can be done</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {lab.identities.map((identity) => (
                <IdentityRow key={`${identity.protocol} ${identity.host}`} labId={lab.id} identity={identity} />
              ))}
            </tbody>
          </Table>
          <PanelBody className="border-t border-line">
            <HowToCompare />
          </PanelBody>
        </>
      )}
    </Panel>
  )
}
