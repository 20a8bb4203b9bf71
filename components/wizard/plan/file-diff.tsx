'use client'

import { useMemo, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import type { Change } from '#lib/wizard/step.ts'
import { count } from '../run-words.ts'
import { type DiffPart, diffLines, foldUnchanged, shortenDiff } from './diff-lines.ts'
import { DiffRow } from './diff-row.tsx'

type FileDiffProps = { hosts: readonly string[]; file: NonNullable<Change['file']> }

/** A file before and after, only where it differs unless the whole is asked for, each line able to say why it stands there. */
export function FileDiff({ hosts, file }: FileDiffProps) {
  const [whole, setWhole] = useState(false)
  const [reasons, setReasons] = useState(true)
  const lines = useMemo(() => diffLines(file.before, file.after, file.why), [file])
  const parts: DiffPart[] = whole ? [{ kind: 'lines', lines }] : shortenDiff(foldUnchanged(lines), 60)
  const explained = lines.filter(({ why }) => why).length
  const canFold = parts.some(({ kind }) => kind === 'fold')
  return (
    <figure className="overflow-hidden rounded-lg border border-line font-mono text-[12.5px] leading-[1.6]">
      <figcaption className="flex flex-wrap items-center gap-x-2 border-b border-line bg-sunk py-1 pr-1.5 pl-3 text-muted">
        <span className="min-w-0 flex-1 py-1 [overflow-wrap:anywhere]">
          {file.path} on {hosts.join(' and ')}
          {file.before === undefined && <span className="font-sans text-ok"> · new file</span>}
        </span>
        {explained > 0 && (
          <Button
            look="quiet"
            size="small"
            className="text-accent"
            aria-pressed={reasons}
            onClick={() => setReasons(!reasons)}
          >
            {reasons ? 'Hide reasons' : `Show ${count(explained, 'reason')}`}
          </Button>
        )}
        {(canFold || whole) && (
          <Button
            look="quiet"
            size="small"
            className="text-accent"
            aria-pressed={whole}
            onClick={() => setWhole(!whole)}
          >
            {whole ? 'Only changes' : 'Whole file'}
          </Button>
        )}
        <CopyButton text={() => file.after} label={`Copy ${file.path}`}>
          Copy
        </CopyButton>
      </figcaption>
      <div className="bg-panel">
        {parts.map((part) =>
          part.kind === 'lines' ? (
            part.lines.map((line) => <DiffRow key={`${line.mark}${line.number}`} line={line} reasons={reasons} />)
          ) : (
            <button
              key={`fold ${part.lines[0]?.mark}${part.lines[0]?.number}`}
              type="button"
              onClick={() => setWhole(true)}
              className="block w-full border-y border-line bg-sunk px-3 py-1 text-left font-sans text-xs text-muted first:border-t-0 last:border-b-0 hover:text-ink"
            >
              {part.lines.some(({ mark }) => mark !== ' ')
                ? `${part.lines.length} more lines`
                : `${part.lines.length} unchanged lines`}
            </button>
          ),
        )}
      </div>
    </figure>
  )
}
