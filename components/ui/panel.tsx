import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn.ts'

export function Panel({ className, ...props }: ComponentProps<'section'>) {
  return (
    <section className={cn('min-w-0 rounded-[10px] border border-line bg-panel shadow-panel', className)} {...props} />
  )
}

export function PanelHead({ title, children, id }: { title: string; children?: ReactNode; id?: string }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-3">
      <h2 id={id} className="min-w-0 flex-1 text-lg font-semibold">
        {title}
      </h2>
      {children}
    </div>
  )
}

export const PanelBody = ({ className, ...props }: ComponentProps<'div'>) => (
  <div className={cn('p-4', className)} {...props} />
)
