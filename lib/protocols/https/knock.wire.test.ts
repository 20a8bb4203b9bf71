import { createServer } from 'node:https'
import { expect, onTestFinished, test } from 'vitest'
import { directDial as dial } from '#lib/protocols/direct-dial.ts'
import { labAuthority } from '#test/authority.ts'
import { listeningPort } from '#test/listening-port.ts'
import { knock } from './knock.ts'

const lab = await labAuthority()

async function serve(statusOf: (count: number) => number | 'never') {
  const sockets = new Set<unknown>()
  let count = 0
  const options = { key: lab.leafKey.reveal(), cert: `${lab.leaf}\n${lab.intermediate.certificate}` }
  const server = createServer(options, (request, answer) => {
    count += 1
    sockets.add(request.socket)
    const status = statusOf(count)
    if (status !== 'never') answer.writeHead(status).end()
  })
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const port = await listeningPort(server)
  const request = {
    dial,
    address: '127.0.0.1',
    port,
    servername: 'mail.example.com',
    path: '/',
    ca: [lab.root.certificate],
  }
  return { request, sockets }
}

const never = new AbortController().signal

test('requests start on schedule, each on a connection of its own, also while earlier ones are not answered', async () => {
  const { request, sockets } = await serve((count) => (count === 2 ? 'never' : 200))
  const stop = new AbortController()
  const beganAt = performance.now()
  let answered = 0
  const knocks = await knock({
    request,
    requestsPerSecond: 20,
    beganAt,
    stop: stop.signal,
    signal: never,
    onAnswer: () => {
      answered += 1
      if (answered === 12) stop.abort()
    },
  })

  expect(sockets.size).toBe(knocks.length)
  expect(answered).toBe(knocks.length)
  expect(knocks.filter(({ ok }) => !ok)).toEqual([
    expect.objectContaining({
      ms: expect.closeTo(2000, -2),
      error: expect.stringContaining('no answer within 2000 ms'),
    }),
  ])
  const [first] = knocks
  knocks.forEach(({ atMs }, index) => {
    const due = (first?.atMs ?? 0) + index * 50
    expect(atMs).toBeGreaterThan(due - 5)
    expect(atMs).toBeLessThan(due + 1000)
  })
})

test('a status other than 200 counts as not answered, and says which', async () => {
  const { request } = await serve((count) => (count % 2 === 0 ? 503 : 200))
  const stop = new AbortController()
  let seen = 0
  const onAnswer = () => {
    seen += 1
    if (seen === 4) stop.abort()
  }
  const knocks = await knock({
    request,
    requestsPerSecond: 50,
    beganAt: performance.now(),
    stop: stop.signal,
    signal: never,
    onAnswer,
  })
  expect(new Set(knocks.map(({ error }) => error))).toEqual(new Set([undefined, 'status 503']))
})

test('an abort ends it at once with its reason', async () => {
  const { request } = await serve(() => 'never')
  const stop = new AbortController()
  const answered: unknown[] = []
  const knocking = knock({
    request,
    onAnswer: (each) => answered.push(each),
    requestsPerSecond: 10,
    beganAt: performance.now(),
    stop: never,
    signal: stop.signal,
  })
  stop.abort(new Error('stopped by the administrator'))
  await expect(knocking).rejects.toThrow('stopped by the administrator')
  expect(answered).toEqual([])
})
