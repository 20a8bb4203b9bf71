'use client'

import type { MouseEvent, ReactNode } from 'react'

type TabLink = { id: string; title: string; href: string; badge?: ReactNode }

/** Views of one page, each with an address of its own; changing between them asks the server nothing. */
export function Tabs({ label, tabs, current }: { label: string; tabs: TabLink[]; current: string }) {
  const open = (event: MouseEvent<HTMLAnchorElement>, href: string) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    history.pushState(null, '', href)
  }
  return (
    <nav aria-label={label} className="overflow-x-auto border-b border-line">
      <ul className="flex gap-[22px]">
        {tabs.map((tab) => (
          <li key={tab.id}>
            <a
              href={tab.href}
              onClick={(event) => open(event, tab.href)}
              aria-current={tab.id === current ? 'page' : undefined}
              className="flex items-center gap-1.5 border-b-2 border-transparent pt-2 pb-2.5 font-medium whitespace-nowrap text-muted hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
            >
              {tab.title}
              {tab.badge}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
