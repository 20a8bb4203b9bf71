import { FileText } from 'lucide-react'
import Link from 'next/link'
import { Fragment, type ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'
import { Logo } from './logo.tsx'
import { ThemeToggle } from './theme-toggle.tsx'

type Crumb = { text: string; href?: string; strong?: boolean; wideOnly?: boolean }

/** Where I am, what kind of lab, what is running. */
export function TopBar({ crumbs, children, report }: { crumbs: Crumb[]; children?: ReactNode; report?: string }) {
  return (
    <header className="sticky top-0 z-20 flex h-[52px] items-center gap-3 border-b border-line bg-panel px-3.5 md:px-[18px]">
      <a
        href="#main"
        className="sr-only rounded-lg bg-accent px-3 py-2 font-semibold text-accent-ink focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-30"
      >
        Skip to the page
      </a>
      <Link prefetch={false} href="/" className="flex items-center gap-2 font-bold tracking-[-0.01em]">
        <Logo />
        <span className="max-md:sr-only">Fairlead</span>
      </Link>
      <nav aria-label="Where you are" className="min-w-0 flex-1">
        <ol className="flex items-center text-muted">
          {crumbs.map((crumb, index) => (
            <Fragment key={crumb.text}>
              {index > 0 && (
                <li
                  aria-hidden="true"
                  className={cn(
                    'px-[7px] text-faint',
                    (crumb.wideOnly || crumbs[index - 1]?.wideOnly) && 'max-md:hidden',
                  )}
                >
                  /
                </li>
              )}
              <li className={cn('min-w-0 truncate', crumb.wideOnly && 'max-md:hidden')}>
                {crumb.href ? (
                  <Link prefetch={false} href={crumb.href} className="rounded hover:text-ink hover:underline">
                    {crumb.text}
                  </Link>
                ) : (
                  <span className={cn(crumb.strong && 'font-semibold text-ink')}>{crumb.text}</span>
                )}
              </li>
            </Fragment>
          ))}
        </ol>
      </nav>
      {children}
      {report && (
        <a
          href={report}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1.5 rounded-lg px-2 py-1.5 text-[13.5px] font-semibold text-muted hover:bg-sunk hover:text-ink max-md:hidden"
        >
          <FileText className="size-4" aria-hidden="true" />
          Report
        </a>
      )}
      <ThemeToggle />
    </header>
  )
}
