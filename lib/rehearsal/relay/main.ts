import { rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { parseAsk } from './ask.ts'
import { firstLine } from './first-line.ts'

const connectTimeoutMs = 20_000

/**
 * Runs in the workstation's network namespace: `main.ts SOCKET`. Who connects to the socket is connected on to an address of
 * the lab. It is the only way between this host and the lab.
 */
const [path = ''] = process.argv.slice(2)
// Only a machine that is off is started; a socket that is there is a dead one's.
rmSync(path, { force: true })
createServer({ allowHalfOpen: true }, serve).listen(path)

async function serve(client: Socket) {
  client.on('error', () => {})
  const ask = parseAsk((await firstLine(client)) ?? '')
  if (!ask) return client.end('EINVAL\n')

  const target = connect({ host: ask.address, port: ask.port, allowHalfOpen: true, noDelay: true })
  const late = setTimeout(
    () => target.destroy(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })),
    connectTimeoutMs,
  )
  const refuse = (error: NodeJS.ErrnoException) => {
    clearTimeout(late)
    client.end(`${error.code ?? 'EIO'}\n`)
  }
  target.once('error', refuse)
  client.once('close', (broken) => (broken || target.connecting ? target.destroy() : target.destroySoon()))
  target.once('connect', () => {
    clearTimeout(late)
    target.off('error', refuse)
    client.write('ok\n')
    join(client, target)
  })
}

/** Each side's end is passed on as its end, each side's death as the other's. */
function join(client: Socket, target: Socket) {
  client.pipe(target).pipe(client)
  target.on('error', () => client.destroy()).on('close', () => client.destroySoon())
  client.on('error', () => target.resetAndDestroy())
}
