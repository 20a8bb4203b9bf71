'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { LogLineView } from '#lib/wizard/view.ts'

type LogStream = { url: string | undefined; after: () => number; onLines: (lines: LogLineView[]) => void }
export type Connection = 'closed' | 'open' | 'reconnecting'

/**
 * Live lines as server-sent events. The browser comes back by itself and says which line it saw last; only an answer that is
 * no event stream makes it give up, and then it is opened anew. At `end` the lab is read again.
 */
export function useLogStream({ url, after, onLines }: LogStream): Connection {
  const [connection, setConnection] = useState<Connection>('closed')
  const queries = useQueryClient()
  const take = useEffectEvent(onLines)
  const seen = useEffectEvent(after)

  useEffect(() => {
    if (!url) return
    let source: EventSource
    let timer: ReturnType<typeof setTimeout>
    let last = seen()

    const close = () => {
      clearTimeout(timer)
      source.close()
      setConnection('closed')
    }
    const open = () => {
      source = new EventSource(`${url}?after=${last}`)
      source.onopen = () => setConnection('open')
      source.onmessage = ({ data }) => {
        // A reconnect may repeat lines; ids only grow.
        const lines: LogLineView[] = JSON.parse(data)
        take(lines.filter(({ id }) => id > last))
        last = lines.at(-1)?.id ?? last
      }
      source.onerror = () => {
        setConnection('reconnecting')
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, 2000)
      }
      source.addEventListener('end', () => {
        close()
        queries.invalidateQueries()
      })
    }
    open()
    return close
  }, [url, queries])
  return connection
}
