import { randomUUID } from 'node:crypto'
import { ns } from '#lib/protocols/wsman/namespaces.ts'
import { child, children, descendant } from '#lib/protocols/wsman/xml.ts'
import { runCommandLine } from '../cmd/run-command-line.ts'
import type { WindowsHost } from '../windows-host.ts'
import type { Asked } from './asked.ts'
import { commandNotFound, malformed, tooManyProcesses } from './faults.ts'
import { Outbox } from './outbox.ts'
import type { Shell, ShellFacts } from './shell.ts'

type Running = {
  outbox: Outbox
  line: string
  exitCode: number
  stop: AbortController
  stdin: Buffer[]
  stdinEnded: PromiseWithResolvers<void>
}

/** The Windows Remote Shell, [MS-WSMV] 3.1.4.1: commands by text, streams of bytes. For clients that are not PowerShell. */
export class CmdShell implements Shell {
  readonly about: ShellFacts
  readonly #host: WindowsHost
  readonly #commands = new Map<string, Running>()

  constructor(host: WindowsHost, about: ShellFacts) {
    this.#host = host
    this.about = about
  }

  commandsIn(): string[] {
    return []
  }

  command({ body }: Asked): string {
    const { maxProcessesPerShell } = this.#host.config.quotas
    if (this.#commands.size >= maxProcessesPerShell) throw tooManyProcesses(maxProcessesPerShell)
    const asked = child(body, ns.shell, 'CommandLine')
    const program = child(asked, ns.shell, 'Command')?.text
    if (program === undefined) throw malformed()
    const line = [program, ...children(asked, ns.shell, 'Arguments').map(({ text }) => text)].join(' ')
    const id = (asked?.attributes.CommandId ?? randomUUID()).toUpperCase()
    this.#start(id, line)
    return `<rsp:CommandResponse><rsp:CommandId>${id}</rsp:CommandId></rsp:CommandResponse>`
  }

  send({ body }: Asked): string {
    for (const stream of children(child(body, ns.shell, 'Send'), ns.shell, 'Stream')) {
      const running = this.#running(stream.attributes.CommandId)
      running.stdin.push(Buffer.from(stream.text, 'base64'))
      if (/^true$/i.test(stream.attributes.End ?? '')) running.stdinEnded.resolve()
    }
    return '<rsp:SendResponse/>'
  }

  async receive(asked: Asked, gone: AbortSignal): Promise<string> {
    const id = descendant(asked.body, ns.shell, 'DesiredStream')?.attributes.CommandId?.toUpperCase() ?? ''
    const running = this.#running(id)
    const pieces = await running.outbox.take(asked, this.#host.config.quotas.maxTimeoutMs, gone)
    const streams = pieces.map(({ stream, data }) => streamElement(stream, id, data)).join('')
    const isDone = running.outbox.isDone && running.outbox.isEmpty
    const end = isDone ? endOf(id, running.exitCode) : `<rsp:CommandState CommandId="${id}" State="${state}/Running"/>`
    return `<rsp:ReceiveResponse>${streams}${end}</rsp:ReceiveResponse>`
  }

  signal({ body }: Asked): string {
    const id = child(body, ns.shell, 'Signal')?.attributes.CommandId?.toUpperCase() ?? ''
    const running = this.#running(id)
    running.stop.abort()
    running.stdinEnded.resolve()
    running.outbox.close()
    this.#commands.delete(id)
    return '<rsp:SignalResponse/>'
  }

  close(): void {
    for (const { stop, outbox } of this.#commands.values()) {
      stop.abort()
      outbox.close()
    }
    this.#commands.clear()
  }

  #running(id: string | undefined): Running {
    const found = this.#commands.get(id?.toUpperCase() ?? '')
    if (!found) throw commandNotFound()
    return found
  }

  async #start(id: string, line: string): Promise<void> {
    const outbox = new Outbox()
    const split = this.#host.faults.take({ action: 'Command', cmdlets: [] }, 'split-output')
    const write = (stream: 'stdout' | 'stderr', text: string) => {
      const bytes = Buffer.from(text, 'utf8')
      const step = split?.bytes ?? Math.max(1, bytes.length)
      for (let at = 0; at < bytes.length; at += step) outbox.add(stream, bytes.subarray(at, at + step))
    }
    const running: Running = {
      outbox,
      line,
      exitCode: 0,
      stop: new AbortController(),
      stdin: [],
      stdinEnded: Promise.withResolvers(),
    }
    this.#commands.set(id, running)
    running.exitCode = await runCommandLine(line, {
      host: this.#host,
      environment: this.about.environment,
      write,
      stdin: async () => {
        await running.stdinEnded.promise
        return Buffer.concat(running.stdin)
      },
      signal: running.stop.signal,
    })
    outbox.finish()
  }
}

const state = `${ns.shell}/CommandState`

function streamElement(name: string, id: string, data: Buffer): string {
  return `<rsp:Stream Name="${name}" CommandId="${id}">${data.toString('base64')}</rsp:Stream>`
}

/** Both streams end, and the exit code comes as 32 bits without sign. */
function endOf(id: string, exitCode: number): string {
  const ends = ['stdout', 'stderr'].map(
    (name) => `<rsp:Stream Name="${name}" CommandId="${id}" End="true"></rsp:Stream>`,
  )
  const code = `<rsp:ExitCode>${exitCode >>> 0}</rsp:ExitCode>`
  return `${ends.join('')}<rsp:CommandState CommandId="${id}" State="${state}/Done">${code}</rsp:CommandState>`
}
