import { judgeHostKey } from './host-key.ts'
import { type Login, loginAttempt } from './login.ts'
import { type Connection, openConnection } from './open-connection.ts'
import { type Place, whereOf } from './place.ts'

type Connecting = { place: Place; login: Login; approved: string | undefined; signal: AbortSignal }

/** Logs in to a machine that shows the approved host key; to any other it says nothing. */
export async function connect({ place, login, approved, signal }: Connecting): Promise<Connection> {
  return await openConnection({
    place,
    user: login.user,
    judge: (key) => judgeHostKey(key, approved, { host: place.host, where: whereOf(place) }),
    attempt: loginAttempt(login),
    signal,
  })
}
