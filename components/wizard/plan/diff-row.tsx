import { cn } from '#components/ui/cn.ts'
import type { DiffLine } from './diff-lines.ts'

const marks = {
  '+': { look: 'bg-ok-soft', said: 'added' },
  '-': { look: 'bg-bad-soft', said: 'removed' },
  ' ': undefined,
}

/** One line with its number and mark, and beneath it the answer that asked for it. */
export function DiffRow({ line, reasons }: { line: DiffLine; reasons: boolean }) {
  const mark = marks[line.mark]
  return (
    <>
      <div className={cn('grid grid-cols-[36px_16px_minmax(0,1fr)] pr-3', mark?.look)}>
        <span className="pr-2.5 text-right text-faint select-none">{line.number}</span>
        <span className="select-none">
          <span aria-hidden="true">{line.mark}</span>
          {mark && <span className="sr-only">{mark.said}</span>}
        </span>
        <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">{line.text || ' '}</span>
      </div>
      {reasons && line.why && (
        <p className="bg-accent-soft py-2 pr-3 pl-[52px] font-sans text-sm leading-[1.5] text-accent">
          <b className="font-semibold">Why this line:</b> {line.why.because}
          {line.why.from && ` From: ${line.why.from}.`}
        </p>
      )}
    </>
  )
}
