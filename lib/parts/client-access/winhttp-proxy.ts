import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'
import type { Cmd } from '#lib/wizard/hosts.ts'

/** The proxy of services such as the one that fetches revocation lists: not the one of a person's browser. */
export const showProxy: Cmd[] = [{ script: 'netsh.exe winhttp show proxy' }]

export type WinHttpProxy = { server: string; bypass: string[] }

/** Reads what `netsh winhttp show proxy` says, in whatever language: direct access has no colon after its indentation. */
export function winHttpProxy(output: readonly Plain[]): WinHttpProxy | undefined {
  const lines = output.flatMap((line) => (typeof line === 'string' ? line.split(/\r?\n/) : []))
  const values = lines.flatMap((line) => /^\s+[^:]+:\s+(\S.*?)\s*$/.exec(line)?.[1] ?? [])
  const [server, bypass = ''] = values
  return server === undefined ? undefined : { server, bypass: bypass.split(/[;,\s]+/).filter((one) => one !== '') }
}

/** Whether a name goes around the proxy: by itself, by a pattern with `*`, or as a name without dots by `<local>`. */
export function goesAround({ bypass }: WinHttpProxy, name: string): boolean {
  return bypass.some((pattern) => {
    if (pattern.toLowerCase() === '<local>') return !name.includes('.')
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^${parts.join('.*')}$`, 'i').test(name)
  })
}
