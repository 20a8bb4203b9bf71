import type { HostState } from './host-state.ts'

/** DER in base64, and until when (ISO 8601) it is used without asking again. */
export type UrlCache = Record<string, { der: string; until: string }>

export function cached({ urlCache = {} }: Readonly<HostState>, url: string, at: Date): Buffer | undefined {
  const entry = urlCache[url]
  return entry && at < new Date(entry.until) ? Buffer.from(entry.der, 'base64') : undefined
}

export function keepCached(draft: HostState, url: string, der: Uint8Array, until: Date): void {
  draft.urlCache = {
    ...draft.urlCache,
    [url]: { der: Buffer.from(der).toString('base64'), until: until.toISOString() },
  }
}
