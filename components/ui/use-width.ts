'use client'

import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** The width of an element in px, as it changes; `before` until it is known. */
export function useWidth<Kind extends Element>(before: number): [RefObject<Kind | null>, number] {
  const element = useRef<Kind>(null)
  const [width, setWidth] = useState(before)
  useLayoutEffect(() => {
    if (!element.current) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, width]
}
