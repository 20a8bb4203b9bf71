import { cn } from '#components/ui/cn.ts'
import { Table } from '#components/ui/table.tsx'
import { services } from '#lib/parts/load-balancer/services.ts'
import type { ServiceAnswer } from '#lib/wizard/step.ts'
import { cellText, matrixOf, verdictOf } from './matrix.ts'

/** What a client sees of each service at each place. */
export function ServiceMatrix({ from, rows }: { from: string; rows: readonly ServiceAnswer[] }) {
  const matrix = matrixOf(rows)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <div className="overflow-hidden rounded-lg border border-line">
        <Table label={`Services seen from ${from}`}>
          <thead>
            <tr>
              <th scope="col">Service</th>
              {matrix.targets.map((target) => (
                <th key={target} scope="col">
                  {target}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map(({ service, cells }) => (
              <tr key={service}>
                <th scope="row" className="font-normal">
                  {nameOf(service)}
                </th>
                {cells.map((cell, index) => (
                  <td key={matrix.targets[index]}>
                    <Cell answer={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      {rows.some(({ status }) => status === 401) && (
        <p className="text-sm text-muted">A 401 counts as an answer: Exchange asks who is there.</p>
      )}
    </div>
  )
}

const nameOf = (id: string) => services.find((service) => service.id === id)?.name ?? id

const dots = { ok: 'rounded-full bg-ok', bad: 'rounded-[2px] bg-bad', off: 'rounded-full border-[1.5px] border-edge' }

function Cell({ answer }: { answer: ServiceAnswer | undefined }) {
  const verdict = verdictOf(answer)
  return (
    <span
      className={cn('inline-flex items-center gap-1.5 font-mono text-[12.5px]', verdict === 'off' && 'text-muted')}
      title={answer && `${answer.status ?? 'no answer'} ${answer.said}, ${answer.ms} ms`}
    >
      <span aria-hidden="true" className={cn('size-2 shrink-0', dots[verdict])} />
      {cellText(answer)}
    </span>
  )
}
