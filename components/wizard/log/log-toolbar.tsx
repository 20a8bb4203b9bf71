'use client'

import { ArrowDown, ArrowUp, Download, Maximize2, Search } from 'lucide-react'
import Link from 'next/link'
import { Button } from '#components/ui/button.tsx'
import { buttonLook } from '#components/ui/button-look.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { count } from '../run-words.ts'

type LogToolbarProps = {
  said: string
  /** The same for readers who hear the page: without figures that change every second. */
  announced: string
  /** Lines that came while the reader was elsewhere in the log. */
  unseen: number
  following: boolean
  canGoToStart: boolean
  searching: boolean
  full: string | undefined
  download: string
  text: () => string
  toStart: () => void
  toEnd: () => void
  search: () => void
}

/** What the log is doing, and what can be done with it. */
export function LogToolbar(props: LogToolbarProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-1">
      <p className="min-w-0 flex-1 text-sm text-muted tabular-nums">{props.said}</p>
      <p role="status" className="sr-only">
        {props.announced}
      </p>
      {!props.following && !props.searching && (
        <Button size="small" onClick={props.toEnd}>
          <ArrowDown className="size-3.5" aria-hidden="true" />
          {props.unseen > 0 ? `${count(props.unseen, 'new line')}: go to the end` : 'Go to the end'}
        </Button>
      )}
      {props.canGoToStart && (
        <Button look="quiet" size="small" onClick={props.toStart}>
          <ArrowUp className="size-3.5" aria-hidden="true" />
          Go to the start
        </Button>
      )}
      <Button look="quiet" size="small" aria-expanded={props.searching} onClick={props.search}>
        <Search className="size-3.5" aria-hidden="true" />
        Search
      </Button>
      <CopyButton text={props.text}>Copy</CopyButton>
      <a href={props.download} download className={buttonLook({ look: 'quiet', size: 'small' })}>
        <Download className="size-3.5" aria-hidden="true" />
        Download
      </a>
      {props.full && (
        <Link prefetch={false} href={props.full} className={buttonLook({ look: 'quiet', size: 'small' })}>
          <Maximize2 className="size-3.5" aria-hidden="true" />
          Open in full
        </Link>
      )}
    </div>
  )
}
