import type { ReactNode } from 'react'
import { Panel, PanelBody, PanelHead } from '#components/ui/panel.tsx'

/** Answers that belong together, with one sentence on what they decide. */
export const FieldGroup = ({ title, said, children }: { title: string; said?: string; children: ReactNode }) => (
  <Panel>
    <PanelHead title={title} />
    <PanelBody className="grid gap-4">
      {said && <p className="max-w-[80ch] text-muted">{said}</p>}
      <div className="grid items-start gap-4 md:grid-cols-2">{children}</div>
    </PanelBody>
  </Panel>
)
