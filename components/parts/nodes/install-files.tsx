'use client'

import { Download } from 'lucide-react'
import { buttonLook } from '#components/ui/button-look.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { HostChip } from '#components/ui/host-chip.tsx'
import { Panel, PanelBody, PanelHead } from '#components/ui/panel.tsx'

type InstallFilesProps = { labId: string; files: readonly { host: string; name: string; content: string }[] }

/** What an installer asks, answered beforehand: one file a node. */
export const InstallFiles = ({ labId, files }: InstallFilesProps) => (
  <Panel>
    <PanelHead title="Files for an unattended installation">
      <span className="text-muted">
        Made from your answers, with the lab's public key in them. No password is inside.
      </span>
    </PanelHead>
    {files.length === 0 && (
      <PanelBody>
        <p className="text-muted">Nothing to install: the nodes of a rehearsal are made by Fairlead.</p>
      </PanelBody>
    )}
    <ul>
      {files.map(({ host, name, content }) => (
        <li key={name} className="border-b border-line px-4 py-3 last:border-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <h3 className="min-w-0 flex-1 font-mono text-[12.5px] font-medium [overflow-wrap:anywhere]">{name}</h3>
            <HostChip host={host} />
            <CopyButton text={() => content} label={`Copy ${name}`}>
              Copy
            </CopyButton>
            <a
              href={`/labs/${labId}/install-files/${encodeURIComponent(name)}`}
              download
              className={buttonLook({ size: 'small' })}
              aria-label={`Download ${name}`}
            >
              <Download className="size-3.5" aria-hidden="true" />
              Download
            </a>
          </div>
          <details>
            <summary className="w-fit text-sm text-muted hover:text-ink">Read it</summary>
            <pre className="mt-2 overflow-x-auto rounded-lg border border-line bg-sunk p-3 font-mono text-[12.5px] leading-[1.6] whitespace-pre-wrap [overflow-wrap:anywhere]">
              {content}
            </pre>
          </details>
        </li>
      ))}
    </ul>
  </Panel>
)
