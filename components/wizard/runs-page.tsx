'use client'

import Link from 'next/link'
import { Moment } from '#components/ui/moment.tsx'
import { duration } from '#components/ui/moment-words.ts'
import { Panel, PanelBody } from '#components/ui/panel.tsx'
import { Stopwatch } from '#components/ui/stopwatch.tsx'
import { Table } from '#components/ui/table.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { RunView } from '#lib/wizard/view.ts'
import { PageHead } from './page-head.tsx'
import { runTitle } from './run-title.ts'
import { count } from './run-words.ts'
import { outcomeOf } from './state-words.ts'
import { useLab } from './use-lab.tsx'
import { useRuns } from './use-runs.ts'

export function RunsPage({ initial }: { initial: RunView[] }) {
  const lab = useLab()
  const runs = useRuns(lab, initial)
  return (
    <>
      <PageHead title="Runs" sentence="Everything that was looked at, done and undone in this lab, newest first." />
      <Panel aria-label="Runs">
        {runs.length === 0 ? (
          <PanelBody>
            <p className="text-muted">Nothing has run yet. Open a Part and press “Look: what would change?”.</p>
          </PanelBody>
        ) : (
          <Table label="All runs">
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">Started</th>
                <th scope="col">Took</th>
                <th scope="col">Changed</th>
                <th scope="col">Ended</th>
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <tr key={run.id}>
                  <th scope="row" className="font-normal">
                    <Link
                      prefetch={false}
                      href={`/labs/${lab.id}/runs/${run.id}`}
                      className="font-semibold text-accent hover:underline"
                    >
                      {runTitle(run, lab.parts)}
                    </Link>
                  </th>
                  <td className="whitespace-nowrap text-muted">
                    <Moment iso={run.startedAt} />
                  </td>
                  <td className="whitespace-nowrap text-muted tabular-nums">
                    <Took run={run} />
                  </td>
                  <td className="whitespace-nowrap text-muted tabular-nums">{changed(run)}</td>
                  <td>
                    <Tag tone={outcomeOf(run).tone}>{outcomeOf(run).word}</Tag>
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
    </>
  )
}

export const Took = ({ run: { startedAt, endedAt } }: { run: RunView }) =>
  endedAt ? duration(Date.parse(endedAt) - Date.parse(startedAt)) : <Stopwatch since={startedAt} />

const changed = ({ kind, changed: steps }: RunView) =>
  kind === 'look' ? 'only looked' : steps === 0 ? 'no changes' : count(steps, 'Step')
