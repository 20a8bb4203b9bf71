import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

/** Scrolls on its own where the screen is narrower than the table; the frame can be reached by keyboard then. */
export function Table({ className, label, ...props }: ComponentProps<'table'> & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable without a mouse (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="relative overflow-x-auto">
      <table
        className={cn(
          'w-full border-collapse text-left [&_tbody_tr:last-child>*]:border-0',
          '[&_td]:border-b [&_td]:border-line [&_td]:px-3 [&_td]:py-2.5 [&_td]:align-middle',
          '[&_th]:border-b [&_th]:border-line [&_th]:px-3 [&_th]:py-2',
          '[&_thead_th]:text-[12.5px] [&_thead_th]:font-medium [&_thead_th]:whitespace-nowrap [&_thead_th]:text-muted',
          '[&_th:first-child]:pl-4 [&_td:first-child]:pl-4 [&_th:last-child]:pr-4 [&_td:last-child]:pr-4',
          className,
        )}
        {...props}
      />
    </section>
  )
}
