import { emptyGuid } from '#lib/protocols/psrp/guid.ts'
import { ns } from '#lib/protocols/wsman/namespaces.ts'
import { child, children, descendant } from '#lib/protocols/wsman/xml.ts'
import { commandNamesIn } from '../psrp/create-pipeline.ts'
import { ServerPool } from '../psrp/server-pool.ts'
import type { WindowsHost } from '../windows-host.ts'
import type { Asked } from './asked.ts'
import { commandNotFound, malformed } from './faults.ts'
import { Outbox } from './outbox.ts'
import type { Shell, ShellFacts } from './shell.ts'

/** A runspace pool over WS-Management, [MS-PSRP] 2.1 with [MS-WSMV]: fragments in creationXml, Arguments and Stream elements. */
export class PowerShellShell implements Shell {
  readonly about: ShellFacts
  readonly #host: WindowsHost
  readonly #pool: ServerPool
  readonly #names = new Map<string, string[]>()
  readonly #outboxes = new Map<string, Outbox>()

  constructor(host: WindowsHost, about: ShellFacts, language: 'full' | 'none', create: Asked) {
    this.about = about
    this.#host = host
    const poolOutbox = new Outbox()
    this.#outboxes.set(emptyGuid, poolOutbox)
    this.#pool = new ServerPool({
      host,
      language,
      wire: {
        send: (pipelineId, fragment) => this.#outboxes.get(pipelineId)?.add('stdout', fragment),
        taken: () => poolOutbox.taken(),
        ended: (pipelineId) => this.#outboxes.get(pipelineId)?.finish(),
      },
    })
    const creation = descendant(create.body, ns.powershell, 'creationXml')
    if (!creation) throw malformed()
    this.#pool.receive(emptyGuid, Buffer.from(creation.text, 'base64'))
  }

  commandsIn({ body }: Asked): string[] {
    const [inner] = body.children
    const id = (inner?.attributes.CommandId ?? inner?.children[0]?.attributes.CommandId)?.toLowerCase()
    const first = child(inner, ns.shell, 'Arguments')?.text
    if (first !== undefined) return commandNamesIn(Buffer.from(first, 'base64'))
    return (id && this.#names.get(id)) || []
  }

  command({ body }: Asked): string {
    const line = child(body, ns.shell, 'CommandLine')
    const id = line?.attributes.CommandId?.toLowerCase()
    const first = child(line, ns.shell, 'Arguments')?.text
    if (!id || first === undefined) throw malformed()
    const split = this.#host.faults.take({ action: 'Command', cmdlets: [] }, 'split-output')
    if (split) this.#pool.maxFragmentBytes = 21 + split.bytes
    this.#pool.receive(id, Buffer.from(first, 'base64'))
    // The pipeline begins to run, and to put something out, only after this.
    this.#outboxes.set(id, new Outbox())
    this.#names.set(id, commandNamesIn(Buffer.from(first, 'base64')))
    return `<rsp:CommandResponse><rsp:CommandId>${id.toUpperCase()}</rsp:CommandId></rsp:CommandResponse>`
  }

  send({ body }: Asked): string {
    for (const stream of children(child(body, ns.shell, 'Send'), ns.shell, 'Stream')) {
      const id = stream.attributes.CommandId?.toLowerCase() ?? emptyGuid
      if (!this.#outboxes.has(id)) throw commandNotFound()
      this.#pool.receive(id, Buffer.from(stream.text, 'base64'))
    }
    return '<rsp:SendResponse/>'
  }

  async receive(asked: Asked, gone: AbortSignal): Promise<string> {
    const commandId = descendant(asked.body, ns.shell, 'DesiredStream')?.attributes.CommandId
    const id = commandId?.toLowerCase() ?? emptyGuid
    const outbox = this.#outboxes.get(id)
    if (!outbox) throw commandNotFound()

    const pieces = await outbox.take(asked, this.#host.config.quotas.maxTimeoutMs, gone)
    const about = commandId ? ` CommandId="${commandId.toUpperCase()}"` : ''
    const streams = pieces.map(
      ({ stream, data }) => `<rsp:Stream Name="${stream}"${about}>${data.toString('base64')}</rsp:Stream>`,
    )
    const isDone = outbox.isDone && outbox.isEmpty
    if (isDone) this.#outboxes.delete(id)
    const state = isDone
      ? `<rsp:CommandState${about} State="${ns.shell}/CommandState/Done"><rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState>`
      : ''
    return `<rsp:ReceiveResponse>${streams.join('')}${state}</rsp:ReceiveResponse>`
  }

  signal({ body }: Asked): string {
    const id = child(body, ns.shell, 'Signal')?.attributes.CommandId?.toLowerCase()
    if (id) this.#pool.stop(id)
    const code = descendant(body, ns.shell, 'Code')?.text ?? ''
    // After `terminate` nobody comes for the rest; after `ctrl_c` the client still takes how the pipeline ended.
    if (id && /terminate/i.test(code)) this.#forget(id)
    return '<rsp:SignalResponse/>'
  }

  #forget(id: string): void {
    this.#outboxes.get(id)?.close()
    this.#outboxes.delete(id)
    this.#names.delete(id)
  }

  close(): void {
    this.#pool.close()
    for (const outbox of this.#outboxes.values()) outbox.close()
  }
}
