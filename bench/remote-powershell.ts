import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { OutOfProcessTransport } from '#lib/protocols/psrp/out-of-process.ts'
import { PowerShellSession } from '#lib/protocols/psrp/session.ts'
import { engineProgram } from '#test/peers/powershell/engine.ts'

// Our client and Microsoft's, in turns, at the same work on one and the same server of Microsoft's, by the same local socket.
// Only ratios mean anything; of what takes long only the best of several, because whatever else this machine does makes it
// longer. node bench/remote-powershell.ts [--json]

const work = {
  rounds: 3,
  opens: 4,
  trips: 500,
  trip: '1',
  repeats: 2,
  objects:
    'foreach ($i in 1..10000) { [pscustomobject]@{ Name = "item $i"; Id = $i; On = $true; Server = "LAB-EX01" } }',
  bytes: 5 << 20,
  bytesDown: ',[byte[]]::new(5MB)',
  bytesUp: 'param($Value) $Value.Length',
  calls: 500,
  cmdlet: { name: 'Get-Command', parameters: { Name: 'Where-Object' } },
}

type Times = Record<'open' | 'trip' | 'objects' | 'bytesDown' | 'bytesUp' | 'cmdlets', number[]>

const engine = await engineProgram()
if ('absent' in engine) {
  process.stderr.write(`Microsoft's engine is needed for this: ${engine.absent}\n`)
  process.exit(1)
}
const { program } = engine
const name = `fairlead-bench-${process.pid}`
const socketPath = join(tmpdir(), `CoreFxPipe_${name}`)
const server = await listening()

try {
  // The first round warms the server. After it they take turns, so that what else this machine does meets both alike.
  await ours()
  await microsoft()
  const [mine, theirs] = [none(), none()]
  for (let round = 0; round < work.rounds; round++) {
    add(mine, await ours())
    add(theirs, await microsoft())
  }
  report(mine, theirs)
} finally {
  server.stdin.end()
}

async function listening() {
  const child = spawn(program, ['listen', name], { stdio: ['pipe', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) if (line === 'listening') break
  return child
}

async function ours(): Promise<Times> {
  const open: number[] = []
  for (let n = 0; n < work.opens; n++) {
    const once = () =>
      timed(async () => {
        const session = localSession()
        await session.open()
        await session.close()
      })
    open.push(await inSession(once))
  }
  return inSession(() => measured(open))
}

async function measured(open: number[]): Promise<Times> {
  await using session = localSession()
  await session.open()
  const script = (body: string, parameters = {}) => session.pipeline([{ script: body, parameters }])
  const payload = Buffer.alloc(work.bytes)
  return {
    open,
    trip: await repeated(work.trips, () => script(work.trip)),
    objects: await repeated(work.repeats, () => script(work.objects)),
    bytesDown: await repeated(work.repeats, () => script(work.bytesDown)),
    bytesUp: await repeated(work.repeats, () => script(work.bytesUp, { Value: payload })),
    cmdlets: await repeated(work.repeats, async () => {
      for (let call = 0; call < work.calls; call++) await session.pipeline([work.cmdlet])
    }),
  }
}

async function microsoft(): Promise<Times> {
  const child = spawn(program, ['bench', name], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(work))
  return JSON.parse(await text(child.stdout))
}

/** The server listens for one client at a time, and touches its socket when it is ready for the next. */
async function inSession<T>(use: () => Promise<T>): Promise<T> {
  const before = await touched()
  const result = await use()
  for (let patience = 500; patience > 0; patience--) {
    const now = await touched()
    if (now !== undefined && now !== before) break
    await setTimeout(10)
  }
  return result
}

async function touched(): Promise<number | undefined> {
  // For a moment between two clients there is no socket at all.
  return stat(socketPath).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  )
}

function localSession(): PowerShellSession {
  return new PowerShellSession('bench', async () => {
    const socket = await new Promise<Socket>((resolve, reject) => {
      const opened = connect(socketPath, () => resolve(opened)).once('error', reject)
    })
    return new OutOfProcessTransport(socket, { host: 'bench', transport: 'process', login: 'none', sealed: 'local' })
  })
}

function none(): Times {
  return { open: [], trip: [], objects: [], bytesDown: [], bytesUp: [], cmdlets: [] }
}

function add(to: Times, more: Times) {
  // The keys of Times are its type's own; Object.entries forgets that.
  for (const [what, times] of Object.entries(more)) to[what as keyof Times].push(...times)
}

async function repeated(times: number, what: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = []
  for (let n = 0; n < times; n++) all.push(await timed(what))
  return all
}

async function timed(what: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await what()
  return performance.now() - started
}

function report(mine: Times, theirs: Times) {
  const rows = [
    ['pool open and close', quantile(mine.open, 0.5), quantile(theirs.open, 0.5)],
    ['pipeline round trip, p50', quantile(mine.trip, 0.5), quantile(theirs.trip, 0.5)],
    ['pipeline round trip, p99', quantile(mine.trip, 0.99), quantile(theirs.trip, 0.99)],
    ['10,000 small objects', Math.min(...mine.objects), Math.min(...theirs.objects)],
    ['5 MB byte array, received', Math.min(...mine.bytesDown), Math.min(...theirs.bytesDown)],
    ['5 MB byte array, sent', Math.min(...mine.bytesUp), Math.min(...theirs.bytesUp)],
    ['500 cmdlet calls', Math.min(...mine.cmdlets), Math.min(...theirs.cmdlets)],
  ] as const
  if (process.argv.includes('--json')) {
    const all = rows.map(([what, fairlead, ms]) => ({
      what,
      fairleadMs: fairlead,
      microsoftMs: ms,
      ratio: fairlead / ms,
    }))
    process.stdout.write(`${JSON.stringify(all)}\n`)
    return
  }
  process.stdout.write(`${''.padEnd(28)}${'Fairlead'.padStart(12)}${'Microsoft'.padStart(12)}${'ratio'.padStart(8)}\n`)
  for (const [what, fairlead, ms] of rows) {
    const cells = [
      `${fairlead.toFixed(1)} ms`.padStart(12),
      `${ms.toFixed(1)} ms`.padStart(12),
      (fairlead / ms).toFixed(2).padStart(8),
    ]
    process.stdout.write(`${what.padEnd(28)}${cells.join('')}\n`)
  }
}

function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN
}
