'use client'

import { Moon, Sun } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Button } from '#components/ui/button.tsx'

/** Light or dark, as the reader last chose on this computer; before any choice, as the system is set. */
export function ThemeToggle() {
  const theme = useSyncExternalStore<'light' | 'dark' | undefined>(subscribe, current, () => undefined)
  const other = theme === 'dark' ? 'light' : 'dark'
  const Icon = other === 'dark' ? Moon : Sun
  return (
    <Button look="quiet" size="icon" onClick={() => choose(other)} aria-label={`Switch to the ${other} theme`}>
      {theme && <Icon className="size-4" aria-hidden="true" />}
    </Button>
  )
}

const dark = () => matchMedia('(prefers-color-scheme: dark)')
const chosen = () => document.documentElement.dataset.theme

function current() {
  const theme = chosen()
  if (theme === 'light' || theme === 'dark') return theme
  return dark().matches ? 'dark' : 'light'
}

function choose(theme: 'light' | 'dark') {
  document.documentElement.dataset.theme = theme
  try {
    localStorage.setItem('fairlead-theme', theme)
  } catch {
    // Storage is refused in some private windows; the choice then lasts as long as the page.
  }
}

function subscribe(changed: () => void) {
  const watcher = new MutationObserver(changed)
  watcher.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  dark().addEventListener('change', changed)
  return () => {
    watcher.disconnect()
    dark().removeEventListener('change', changed)
  }
}
