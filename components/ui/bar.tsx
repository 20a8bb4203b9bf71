import { cn } from './cn.ts'

const fills = { run: 'bg-run', ok: 'bg-ok', warn: 'bg-warn', bad: 'bg-bad' }

/** How far something is; `label` says of what. */
export function Bar({
  label,
  value,
  max,
  tone = 'run',
  className,
}: {
  label: string
  value: number
  max: number
  tone?: keyof typeof fills
  className?: string
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={0}
      aria-valuemax={max}
      className={cn('h-1.5 overflow-hidden rounded-full bg-sunk inset-ring inset-ring-line', className)}
    >
      <div
        className={cn('h-full rounded-full motion-safe:transition-[width] duration-300', fills[tone])}
        style={{ width: `${max > 0 ? (100 * value) / max : 0}%` }}
      />
    </div>
  )
}
