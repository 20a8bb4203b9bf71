import { Failure } from '#lib/failure.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import type { Sighting } from './drill-figures.ts'

/** One command for the whole of a drill: a line every 100 ms, 1 while the node holds the address and 0 while it does not. */
const SCRIPT = `while :; do
  case $(ip -4 -o addr show to "$1") in '') echo 0;; *) echo 1;; esac
  sleep 0.1
done`

export type Watch = {
  /** Resolves when both nodes have been seen once. */
  readonly seen: Promise<void>
  /** Rejects when a node can be watched no longer. */
  readonly broken: Promise<never>
  /** Every look so far, in the order in which they were told. */
  readonly sightings: readonly Sighting[]
  end(): Promise<void>
}

/** Watches who holds the address. Times are those of Fairlead, so that the clocks of the nodes do not matter. */
export function watchHolders(
  shells: readonly Shell[],
  address: string,
  passedMs: () => number,
  signal: AbortSignal,
): Watch {
  const sightings: Sighting[] = []
  const seen = Promise.withResolvers<void>()
  const over = new AbortController()
  const both = AbortSignal.any([over.signal, signal])

  const looks = shells.map(async (shell) => {
    const onLine = (line: string) => {
      sightings.push({ atMs: Math.round(passedMs()), host: shell.host, holds: line === '1' })
      if (new Set(sightings.map(({ host }) => host)).size === shells.length) seen.resolve()
    }
    const { stderr } = await shell.ask(['sh', '-c', SCRIPT, 'watch', `${address}/32`], { signal: both, onLine })
    throw new Failure('remote-error', {
      message: `Who holds ${address} could not be watched on ${shell.host}: ${stderr.trim() || 'the command ended by itself'}.`,
      remedy: 'Look that both nodes are reachable, then carry out the drill again.',
    })
  })
  const broken = Promise.race(looks)
  broken.catch(() => {})

  return {
    seen: seen.promise,
    broken,
    sightings,
    async end() {
      over.abort()
      await Promise.allSettled(looks)
    },
  }
}
