import { ButtonLink } from '#components/ui/button-link.tsx'
import { Note } from '#components/ui/note.tsx'
import { Panel, PanelBody } from '#components/ui/panel.tsx'

export type RehearsalPossible = { possible: boolean; unmet: { what: string; why: string; remedy: string }[] }

/** The two ways to begin. The rehearsal is the one to begin with, where this host can carry it. */
export function StartCards({ rehearsal, first }: { rehearsal: RehearsalPossible; first: boolean }) {
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Panel aria-label="Rehearse on this machine">
        <PanelBody className="grid gap-3.5">
          <h2 className="text-lg font-semibold">Rehearse on this machine</h2>
          <p className="text-muted">
            Machines made of namespaces: real sshd, HAProxy and keepalived; simulated Exchange. From nothing to a
            measured failover in minutes, and nothing of your host changes.
          </p>
          {rehearsal.possible ? (
            <div>
              <ButtonLink look={first ? 'primary' : 'plain'} href="/labs/new?kind=rehearsal">
                Start a rehearsal
              </ButtonLink>
            </div>
          ) : (
            <Unmet rehearsal={rehearsal} />
          )}
        </PanelBody>
      </Panel>
      <Panel aria-label="Deploy to real machines">
        <PanelBody className="grid gap-3.5">
          <h2 className="text-lg font-semibold">Deploy to real machines</h2>
          <p className="text-muted">
            You approve every host's identity, read every change before it is made, and can undo each Step. Nothing is
            touched before you press Run.
          </p>
          <div>
            <ButtonLink look={first && !rehearsal.possible ? 'primary' : 'plain'} href="/labs/new?kind=real">
              Describe a lab
            </ButtonLink>
          </div>
        </PanelBody>
      </Panel>
    </div>
  )
}

/** Why no rehearsal can be made here, thing by thing, and what to do about each. */
export const Unmet = ({ rehearsal: { unmet } }: { rehearsal: RehearsalPossible }) => (
  <Note tone="warn">
    <p className="font-semibold">
      {unmet.length === 1 ? 'One thing is missing on this host:' : `${unmet.length} things are missing on this host:`}
    </p>
    <ul className="grid gap-2">
      {unmet.map(({ what, why, remedy }) => (
        <li key={what} className="[overflow-wrap:anywhere]">
          <b className="font-semibold">{what}</b>: {why}. <span className="block text-muted">{remedy}</span>
        </li>
      ))}
    </ul>
  </Note>
)
