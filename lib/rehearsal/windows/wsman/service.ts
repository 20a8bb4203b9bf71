import { randomUUID } from 'node:crypto'
import { action, ns } from '#lib/protocols/wsman/namespaces.ts'
import { child, children, escapeXml, type XmlElement } from '#lib/protocols/wsman/xml.ts'
import { fullName } from '../config.ts'
import type { WindowsHost } from '../windows-host.ts'
import type { Asked } from './asked.ts'
import { CmdShell } from './cmd-shell.ts'
import { winrmConfig } from './config-resource.ts'
import { accessDenied, actionNotSupported, resourceNotFound, WsmanFault } from './faults.ts'
import { PowerShellShell } from './powershell-shell.ts'
import { replyEnvelope } from './reply.ts'
import { type Shell, type ShellFacts, shellElement } from './shell.ts'
import { Shells } from './shells.ts'

export type Caller = { user: string; domain: string; isAdministrator: boolean; address: string }
export type SoapReply = { status: 200 | 500; xml: string }

/** `windows` is WinRM's own service; `exchange` the one that Exchange runs in IIS under /PowerShell. */
export type EndpointKind = 'windows' | 'exchange'

const powershellUri = 'http://schemas.microsoft.com/powershell/'
const cmdUri = `${ns.shell}/cmd`

/** WS-Management of one endpoint: SOAP in, SOAP out. Knows neither HTTP nor sealing. */
export class WsmanService {
  readonly #host: WindowsHost
  readonly #kind: EndpointKind
  readonly #shells: Shells

  constructor(host: WindowsHost, kind: EndpointKind) {
    this.#host = host
    this.#kind = kind
    const { maxShellsPerUser, exchangeShellsPerUser } = host.config.quotas
    this.#shells = new Shells(host, kind === 'windows' ? maxShellsPerUser : exchangeShellsPerUser)
  }

  get openShells(): number {
    return this.#shells.count
  }

  /** Never rejects: what goes wrong is a fault, as on Windows. */
  async answer(asked: Asked, caller: Caller, gone: AbortSignal): Promise<SoapReply> {
    try {
      const body = await this.#carryOut(asked, caller, gone)
      return { status: 200, xml: replyEnvelope(`${asked.action}Response`, asked.messageId, body) }
    } catch (error) {
      return this.refuse(error, asked.messageId)
    }
  }

  refuse(error: unknown, messageId: string): SoapReply {
    const fault =
      error instanceof WsmanFault
        ? error
        : new WsmanFault({
            code: 2_150_858_770,
            subcode: 'w:InternalError',
            message: `The simulated host failed: ${String(error)}`,
          })
    return {
      status: 500,
      xml: replyEnvelope(
        fault.action,
        messageId || (fault.details.messageId ?? ''),
        fault.body(fullName(this.#host.config)),
      ),
    }
  }

  /** What the request's pipeline runs, for faults that are meant for one cmdlet. */
  commandsIn(asked: Asked, caller: Caller): string[] {
    try {
      return asked.shellId ? this.#shells.find(asked.shellId, ownerOf(caller)).commandsIn(asked) : []
    } catch {
      return []
    }
  }

  close(): void {
    this.#shells.closeAll()
  }

  async #carryOut(asked: Asked, caller: Caller, gone: AbortSignal): Promise<string> {
    if (!caller.isAdministrator) throw accessDenied()
    if (asked.action === action.create) return this.#create(asked, caller)
    if (asked.action === action.get && asked.resourceUri === ns.config && this.#kind === 'windows')
      return winrmConfig(this.#host)

    const shell = this.#shells.find(asked.shellId, ownerOf(caller))
    switch (asked.action) {
      case action.get:
        return shellElement(shell.about)
      case action.command:
        return shell.command(asked)
      case action.send:
        return shell.send(asked)
      case action.receive:
        return shell.receive(asked, gone)
      case action.signal:
        return shell.signal(asked)
      case action.delete:
        this.#shells.close(shell.about.id)
        return ''
      default:
        throw actionNotSupported(asked.action)
    }
  }

  #create(asked: Asked, caller: Caller): string {
    const owner = ownerOf(caller)
    this.#shells.admit(owner)
    const shell = this.#makeShell(asked, this.#facts(asked, owner, caller.address))
    this.#shells.add(shell)
    return (
      `<x:ResourceCreated><a:Address>http://${fullName(this.#host.config)}:5985/wsman</a:Address><a:ReferenceParameters>` +
      `<w:ResourceURI>${escapeXml(asked.resourceUri)}</w:ResourceURI><w:SelectorSet><w:Selector Name="ShellId">${shell.about.id}</w:Selector>` +
      `</w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>${shellElement(shell.about)}`
    )
  }

  #makeShell(asked: Asked, facts: ShellFacts): Shell {
    const configuration = asked.resourceUri.startsWith(powershellUri)
      ? asked.resourceUri.slice(powershellUri.length)
      : undefined
    if (this.#kind === 'exchange') {
      if (configuration?.toLowerCase() !== 'microsoft.exchange') throw resourceNotFound(asked.resourceUri)
      return new PowerShellShell(this.#host, facts, 'none', asked)
    }
    if (asked.resourceUri === cmdUri) return new CmdShell(this.#host, facts)
    if (configuration?.toLowerCase() === 'microsoft.powershell')
      return new PowerShellShell(this.#host, facts, 'full', asked)
    throw resourceNotFound(asked.resourceUri)
  }

  #facts(asked: Asked, owner: string, clientAddress: string): ShellFacts {
    const shell = child(asked.body, ns.shell, 'Shell')
    const text = (name: string) => child(shell, ns.shell, name)?.text.trim()
    return {
      id: (shell?.attributes.ShellId ?? randomUUID()).toUpperCase(),
      resourceUri: asked.resourceUri,
      owner,
      clientAddress,
      inputStreams: text('InputStreams') ?? 'stdin',
      outputStreams: text('OutputStreams') ?? 'stdout stderr',
      idleMs: idleMs(text('IdleTimeOut') ?? text('IdleTimeout')) ?? this.#host.config.quotas.shellIdleMs,
      environment: environment(child(shell, ns.shell, 'Environment')),
      startedAt: Date.now(),
    }
  }
}

function ownerOf({ user, domain }: Caller): string {
  return `${domain}\\${user}`.toLowerCase()
}

function idleMs(text: string | undefined): number | undefined {
  const found = /^PT([\d.]+)S$/.exec(text ?? '')?.[1]
  return found === undefined ? undefined : Number(found) * 1000
}

function environment(element: XmlElement | undefined): Record<string, string> {
  return Object.fromEntries(
    children(element, ns.shell, 'Variable').map(({ attributes, text }) => [attributes.Name ?? '', text]),
  )
}
