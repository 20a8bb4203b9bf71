'use client'

import { useMemo, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { controlLook } from '#components/ui/control.ts'
import { LogLine } from './log-line.tsx'
import { logRows, logText } from './log-rows.ts'
import { LogScroller, type LogTarget } from './log-scroller.tsx'
import { LogToolbar } from './log-toolbar.tsx'
import { lastId, unseenSince } from './log-window.ts'
import { emptyWords, logAnnouncement, logWords } from './log-words.ts'
import { StepHead } from './step-head.tsx'
import { type LogSource, useLog } from './use-log.ts'
import { useLogSearch } from './use-log-search.ts'

/** Of a run's Steps: what stands over their lines in the log of the whole run. */
export type StepHeads = ReadonlyMap<number, { title: string; part: string }>

type LogViewProps = LogSource & { title: string; heads?: StepHeads }

const none: ReadonlySet<number> = new Set()

/** The log of one Step, or with `heads` of a whole run, as it is written. */
export function LogView({ title, heads, ...source }: LogViewProps) {
  const log = useLog(source)
  const [sought, setSought] = useState<string>()
  const [folded, setFolded] = useState(none)
  const [leftAt, setLeftAt] = useState<number>()
  const [marked, setMarked] = useState<string>()
  const [target, setTarget] = useState<LogTarget | undefined>('end')
  const found = useLogSearch(source, log.window, sought ?? '')
  const lines = found?.lines ?? log.window.lines
  const rows = useMemo(() => logRows(lines, heads !== undefined && !found, folded), [lines, heads, found, folded])

  const following = leftAt === undefined && !log.window.newer
  const unseen = following ? 0 : unseenSince(log.window, leftAt)

  const toEnd = async () => {
    if (log.window.newer) await log.toEnd()
    setTarget('end')
  }
  const toStart = async () => {
    if (log.window.older) await log.toStart()
    setTarget('start')
  }
  const showInPlace = async (id: number) => {
    setSought(undefined)
    if (!log.window.lines.some((line) => line.id === id)) await log.around(id)
    setMarked(String(id))
    setTarget({ key: String(id) })
  }
  const fold = (stepRunId: number) => setFolded(without(folded, stepRunId))

  const told = { ...log, live: source.live, following, unseen, found }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {sought !== undefined && (
        <div className="flex gap-2">
          <input
            // biome-ignore lint/a11y/noAutofocus: the field appears because the reader has just asked for it
            autoFocus
            type="search"
            aria-label={`Search the log of ${title}`}
            placeholder="Words to find, in any order"
            value={sought}
            onChange={(event) => setSought(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && setSought(undefined)}
            className={controlLook}
          />
          <Button onClick={() => setSought(undefined)}>Close the search</Button>
        </div>
      )}
      <LogScroller
        label={`Log of ${title}`}
        rows={rows}
        empty={emptyWords(log.total, found !== undefined)}
        tall={heads !== undefined}
        target={target}
        reached={() => setTarget(undefined)}
        onAtEnd={(atEnd) => setLeftAt(atEnd ? undefined : lastId(log.window))}
        nearStart={() => !found && log.window.older && log.readOlder()}
        nearEnd={() => !found && log.window.newer && log.readNewer()}
      >
        {(row) =>
          row.kind === 'step' ? (
            <StepHead
              head={heads?.get(row.stepRunId)}
              isFolded={folded.has(row.stepRunId)}
              toggle={() => fold(row.stepRunId)}
            />
          ) : (
            <LogLine
              line={row.line}
              marked={row.key === marked}
              {...(found && { find: () => showInPlace(row.line.id) })}
            />
          )
        }
      </LogScroller>
      <LogToolbar
        said={logWords(told)}
        announced={logAnnouncement(told)}
        unseen={unseen}
        following={following}
        canGoToStart={log.window.older}
        searching={sought !== undefined}
        full={heads ? undefined : `/labs/${source.labId}/runs/${source.runId}`}
        download={`/labs/${source.labId}/runs/${source.runId}/log.txt`}
        text={() => logText(lines)}
        toStart={toStart}
        toEnd={toEnd}
        search={() => setSought(sought === undefined ? '' : undefined)}
      />
    </div>
  )
}

function without(set: ReadonlySet<number>, value: number): ReadonlySet<number> {
  const next = new Set(set)
  if (!next.delete(value)) next.add(value)
  return next
}
