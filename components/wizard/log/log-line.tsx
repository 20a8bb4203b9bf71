import { cn } from '#components/ui/cn.ts'
import { LongText } from '#components/wizard/long-text.tsx'
import type { LogLineView } from '#lib/wizard/view.ts'

const looks: Record<string, { line?: string; text?: string }> = {
  command: { text: 'font-semibold' },
  error: { line: 'bg-bad-soft' },
  good: { text: 'text-ok' },
  note: { text: 'text-muted' },
}

/** Time in the reader's zone, host, text. `find` makes the time a way to the line's place in the whole log. */
export function LogLine({ line, marked, find }: { line: LogLineView; marked?: boolean; find?: () => void }) {
  const look = looks[line.level]
  const at = new Date(line.at)
  const time = (
    <time dateTime={line.at} title={at.toString()}>
      {clock(at)}
    </time>
  )
  return (
    <div
      className={cn(
        'grid gap-x-3 px-3.5 whitespace-pre-wrap md:grid-cols-[96px_88px_minmax(0,1fr)]',
        'max-md:grid-cols-[auto_minmax(0,1fr)] max-md:[&>:last-child]:col-span-2 max-md:[&>:last-child]:pb-1',
        look?.line,
        marked && 'bg-accent-soft',
      )}
    >
      {find ? (
        <button
          type="button"
          onClick={find}
          title="Show where it stands"
          className="text-left text-accent hover:underline"
        >
          {time}
        </button>
      ) : (
        <span className="text-faint">{time}</span>
      )}
      <span className="truncate text-accent">{line.host}</span>
      <span className={cn('[overflow-wrap:anywhere]', look?.text)}>
        {line.level === 'error' && <span className="sr-only">Error: </span>}
        <LongText text={line.text} />
      </span>
    </div>
  )
}

function clock(at: Date): string {
  const pad = (value: number, digits: number) => String(value).padStart(digits, '0')
  return `${pad(at.getHours(), 2)}:${pad(at.getMinutes(), 2)}:${pad(at.getSeconds(), 2)}.${pad(at.getMilliseconds(), 3)}`
}
