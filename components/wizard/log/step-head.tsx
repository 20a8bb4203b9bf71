import { ChevronDown } from 'lucide-react'
import { cn } from '#components/ui/cn.ts'

type StepHeadProps = { head: { title: string; part: string } | undefined; isFolded: boolean; toggle: () => void }

/** Over the lines of a Step in the log of a whole run; folds them away. */
export const StepHead = ({ head, isFolded, toggle }: StepHeadProps) => (
  <button
    type="button"
    aria-expanded={!isFolded}
    onClick={toggle}
    className="flex w-full items-center gap-2 border-y border-line bg-panel px-3.5 py-1.5 text-left font-sans text-sm -outline-offset-2"
  >
    <ChevronDown aria-hidden="true" className={cn('size-4 text-faint', isFolded && '-rotate-90')} />
    <span className="font-semibold">{head?.title ?? 'A Step of an earlier version'}</span>
    <span className="text-muted">{head?.part}</span>
  </button>
)
