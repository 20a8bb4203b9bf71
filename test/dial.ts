import { once } from 'node:events'
import { connect } from 'node:net'
import type { Dial } from '#lib/wizard/hosts.ts'

/** A plain TCP connection, for servers on loopback. */
export const dial: Dial = async ({ address, port, signal }) => {
  const socket = connect({ host: address, port })
  await once(socket, 'connect', { signal }).catch((error: unknown) => {
    socket.destroy()
    throw error
  })
  return socket
}
