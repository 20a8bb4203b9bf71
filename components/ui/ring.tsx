import { Check, Pause, RotateCw, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type RingLook = 'empty' | 'ok' | 'running' | 'bad' | 'needs-you' | 'would-change' | 'paused' | 'again' | 'undone'

const looks: Record<RingLook, string> = {
  empty: 'border-line-strong bg-panel text-muted',
  ok: 'border-ok bg-ok text-panel',
  running: 'border-run/25 bg-panel text-run',
  bad: 'border-bad bg-bad text-panel',
  'needs-you': 'border-warn bg-warn text-panel',
  'would-change': 'border-warn bg-panel text-warn',
  paused: 'border-warn bg-panel text-warn',
  again: 'border-warn bg-panel text-warn',
  undone: 'border-line-strong bg-panel text-muted',
}

/** State as a shape: a colour alone would say nothing to many. `children` stands inside where the shape has no mark. */
export function Ring({ look, word, children, className }: RingProps) {
  return (
    <span
      className={cn(
        'relative grid size-[22px] shrink-0 place-items-center rounded-full border-2',
        looks[look],
        className,
      )}
    >
      <span aria-hidden="true" className="grid place-items-center text-[11.5px] leading-none font-bold">
        {mark(look) ?? children}
      </span>
      {look === 'running' && (
        <span
          aria-hidden="true"
          className="absolute -inset-0.5 motion-safe:animate-turn rounded-full border-2 border-run border-r-transparent"
        />
      )}
      <span className="sr-only">{word}</span>
    </span>
  )
}

type RingProps = { look: RingLook; word: string; children?: ReactNode; className?: string }

function mark(look: RingLook): ReactNode {
  if (look === 'ok') return <Check className="size-3" strokeWidth={3.25} />
  if (look === 'bad' || look === 'needs-you') return '!'
  if (look === 'paused') return <Pause className="size-2.5" strokeWidth={3} fill="currentColor" />
  if (look === 'again') return <RotateCw className="size-3" strokeWidth={2.5} />
  if (look === 'undone') return <Undo2 className="size-3" strokeWidth={2.5} />
  return undefined
}
