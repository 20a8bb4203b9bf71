import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from './wizard.ts'

const LINES = 100_000

test('a log of 100,000 lines opens at its end, is searched to its beginning, and a reader who comes back misses nothing', async ({
  page,
  wizard,
}) => {
  const { child, labId, runId } = await seed(wizard.environment())
  const run = `${wizard.url}/labs/${labId}/runs/${runId}`

  await test.step('it opens with the newest lines in view', async () => {
    await page.goto(run)
    await expect(page.getByText(`line ${LINES}`, { exact: true })).toBeVisible()
  })
  await test.step('lines that come meanwhile appear without a reload', async () => {
    child.stdin?.write('more\n')
    await expect(page.getByText(`line ${LINES + 10}`, { exact: true })).toBeVisible()
  })
  await test.step('search finds what is not loaded', async () => {
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('searchbox').fill('line 4711')
    await expect(page.getByText('line 4711', { exact: true }).first()).toBeVisible()
  })
  await test.step('a reader who comes back with the last id it saw gets every later line once, in order', async () => {
    const first = await read(`${run}/log`, 0, 60_000)
    const last = first.at(-1)
    const rest = await read(`${run}/log`, last?.id ?? 0, LINES + 10 - first.length)
    const seen = [...first, ...rest].map(({ text }) => text)
    expect(seen).toHaveLength(LINES + 10)
    expect(seen.findIndex((text, index) => text !== `line ${index + 1}`)).toBe(-1)
  })
  child.stdin?.end()
  await once(child, 'exit')
})

async function seed(env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; labId: string; runId: string }> {
  const child = spawn(process.execPath, ['e2e/seed-log.ts', String(LINES)], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const [ids] = await once(child.stdout, 'data')
  return { child, ...JSON.parse(String(ids)) }
}

type Line = { id: number; text: string }

/** Reads the event stream as a browser's EventSource does, until it has at least so many lines; then it goes away. */
async function read(url: string, lastEventId: number, atLeast: number): Promise<Line[]> {
  const gone = new AbortController()
  const answer = await fetch(url, { headers: { 'last-event-id': String(lastEventId) }, signal: gone.signal })
  const lines: Line[] = []
  let rest = ''
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const events = (rest + chunk).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1]
      if (data && !/^event: end/m.test(event)) lines.push(...[JSON.parse(data)].flat())
    }
    if (lines.length >= atLeast) break
  }
  gone.abort()
  return lines
}
