import type { Shell } from '#lib/wizard/hosts.ts'
import { LOADED } from './places.ts'

/** The addresses that keepalived manages now; while the address itself is being changed, they are other ones than wanted. */
export async function loadedAddresses(shells: readonly Shell[]): Promise<string[]> {
  const texts = await Promise.all(shells.map((shell) => shell.read(LOADED)))
  return texts.flatMap((text) => /^ *([\d.]+)\/\d+ dev /m.exec(text ?? '')?.[1] ?? [])
}
