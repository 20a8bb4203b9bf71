import { CopyButton } from '#components/ui/copy-button.tsx'
import { HostChip } from '#components/ui/host-chip.tsx'
import { LongText } from '#components/wizard/long-text.tsx'
import type { Change } from '#lib/wizard/step.ts'
import { FileDiff } from './file-diff.tsx'
import { type ChangeGroup, groupChanges } from './group-changes.ts'

/** What a Step would do, as a person reads it before it is done. */
export function PlanChanges({ changes }: { changes: readonly Change[] }) {
  const groups = groupChanges(changes)
  if (groups.length === 0) return null
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {groups.map((group) => (
        <li
          key={`${group.hosts.join()} ${group.change.summary} ${group.change.file?.path}`}
          className="grid grid-cols-[minmax(0,1fr)] gap-1.5"
        >
          <PlanChange group={group} />
        </li>
      ))}
    </ul>
  )
}

function PlanChange({ group: { hosts, change } }: { group: ChangeGroup }) {
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="[overflow-wrap:anywhere]">{change.summary}</span>
        {hosts.map((host) => (
          <HostChip key={host} host={host} />
        ))}
      </p>
      {change.command && (
        <div className="flex items-start gap-2 rounded-lg border border-line bg-sunk py-1 pr-1 pl-3.5">
          <pre className="min-w-0 flex-1 py-1 font-mono text-[12.5px] leading-[1.6] whitespace-pre-wrap [overflow-wrap:anywhere]">
            {change.command.split('\n').map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a command stay where they are, and may be equal.
              <span key={index} className="block min-h-[1.6em]">
                <LongText text={line} />
              </span>
            ))}
          </pre>
          <CopyButton text={() => change.command ?? ''} label={`Copy the commands of: ${change.summary}`}>
            Copy
          </CopyButton>
        </div>
      )}
      {change.file && <FileDiff hosts={hosts} file={change.file} />}
    </>
  )
}
