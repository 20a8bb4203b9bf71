import { Failure } from '#lib/failure.ts'
import type { HostKey } from './host-key.ts'
import { openConnection } from './open-connection.ts'
import { type Place, whereOf } from './place.ts'

/** The host key that a machine shows and proves to hold, without logging in; a person then compares it at the console. */
export async function readIdentity({ signal, ...place }: Place & { signal: AbortSignal }): Promise<HostKey> {
  let shown: HostKey | undefined
  const connection = await openConnection({
    place,
    user: 'fairlead',
    judge: (key) => {
      shown = key
    },
    signal,
  })
  connection.close()

  if (shown) return shown
  throw new Failure('protocol', { message: `${place.host} (${whereOf(place)}) showed no SSH host key.` })
}
