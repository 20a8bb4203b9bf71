import { Construction } from 'lucide-react'
import { Panel, PanelBody } from '#components/ui/panel.tsx'

/** A Part that does nothing yet says so, and says what it leaves to the administrator. */
export const NotYet = ({ part, said }: { part: string; said: string }) => (
  <Panel>
    <PanelBody className="flex gap-3">
      <Construction className="mt-0.5 size-5 shrink-0 text-warn" aria-hidden="true" />
      <div className="grid gap-1">
        <h2 className="text-lg font-semibold">{part} is not in this version of Fairlead yet</h2>
        <p className="max-w-[72ch] text-muted">{said}</p>
      </div>
    </PanelBody>
  </Panel>
)
