import { expect, test } from 'vitest'
import type { LogLineView } from '#lib/wizard/view.ts'
import { eventStream } from './event-stream.ts'

const line = (id: number): LogLineView => ({
  id,
  at: '2026-11-23T10:14:07.112Z',
  stepRunId: 1,
  host: null,
  level: 'output',
  text: `line ${id}\ndata: not an event`,
})

async function* batches(...all: (LogLineView[] | 'ended')[]) {
  yield* all
}

const never = () => expect.unreachable('nobody left')

test('an event has the id of its last line, so that a browser that comes back misses nothing', async () => {
  const text = await new Response(eventStream(batches([line(4), line(7)], 'ended'), never)).text()
  const [retry, lines, end] = text.split('\n\n')
  expect(retry).toBe('retry: 1000')
  expect(lines?.split('\n')[0]).toBe('id: 7')
  expect(end).toBe('event: end\ndata: {}')
})

test('line breaks in a log line cannot forge an event', async () => {
  const text = await new Response(eventStream(batches([line(1)], 'ended'), never)).text()
  const data = text.split('\n').filter((one) => one.startsWith('data: ['))
  expect(data).toHaveLength(1)
  expect(JSON.parse(data[0]?.slice(6) ?? '')).toEqual([line(1)])
})

test('a stream that stops without an end (the server goes down) says no end, so that the browser comes back', async () => {
  const text = await new Response(eventStream(batches([line(1)]), never)).text()
  expect(text).not.toContain('event: end')
})

test('a reader who leaves stops the following of the log', async () => {
  let stopped = false
  async function* quiet() {
    yield [line(1)]
    await new Promise(() => {})
  }
  const reader = eventStream(quiet(), () => {
    stopped = true
  }).getReader()
  await reader.read()
  await reader.cancel()
  expect(stopped).toBe(true)
})
