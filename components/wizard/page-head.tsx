import type { ReactNode } from 'react'

/** Title, one sentence, and what can be done here. */
export function PageHead({ title, sentence, children }: { title: string; sentence: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-80">
        <h1 className="text-xl font-bold tracking-[-0.015em]">{title}</h1>
        <p className="text-muted">{sentence}</p>
      </div>
      {children && <div className="flex flex-wrap items-center gap-2.5">{children}</div>}
    </div>
  )
}
