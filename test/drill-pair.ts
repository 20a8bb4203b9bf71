import { createServer } from 'node:https'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { services } from '#lib/parts/load-balancer/services.ts'
import { directDial } from '#lib/protocols/direct-dial.ts'
import { Secret } from '#lib/secret.ts'
import type { Command, CommandOptions, CommandResult, Dial } from '#lib/wizard/hosts.ts'
import { keptAuthority } from './kept-authority.ts'
import { listeningPort } from './listening-port.ts'
import { Machine } from './machine.ts'
import { stepContext } from './step-context.ts'

export type DrillState = {
  haproxy: boolean
  keepalived: boolean
  holds: boolean
  /** The node's own timer that puts HAProxy back. */
  timer: boolean
  /** Last word of keepalived's notify script. */
  notified: string
  configuration: string
  ownDoorStatus: number
}

/** From the death of HAProxy to the moment when the other node has the address. Infinity: it never has. */
type Pair = { takeoverMs: number; status: number }

/** A load balancer of a pair: what a drill asks and does, and a watch that goes on until it is stopped. */
export class DrillNode extends Machine {
  readonly state: DrillState

  constructor(
    host: string,
    state: DrillState,
    answer: (words: Command, node: DrillNode) => Partial<CommandResult> | string | undefined,
  ) {
    super(host, (words) => answer(words, this))
    this.state = state
    this.files.set('/run/keepalived.conf.loaded', { content: 'vrrp', mode: 0o644, owner: 'root', group: 'root' })
  }

  override async ask(command: Command, options: CommandOptions = {}): Promise<CommandResult> {
    if (command[3] !== 'watch') return await super.ask(command, options)
    this.transcript.push('watch')
    const { promise, reject } = Promise.withResolvers<CommandResult>()
    const look = setInterval(() => options.onLine?.(this.state.holds ? '1' : '0', 'stdout'), 10)
    const stop = () => reject(options.signal?.reason)
    options.signal?.addEventListener('abort', stop, { once: true })
    if (options.signal?.aborted) stop()
    return await promise.finally(() => clearInterval(look))
  }
}

/** Both nodes of a lab whose Parts are done; a real TLS server answers at the virtual address while its holder is alive. */
export async function drillPair({ signal }: { signal?: AbortSignal } = {}) {
  const answers = defaultAnswers('rehearsal')
  answers.demo = { requestsPerSecond: 50, promisedMs: 10_000 }
  answers['high-availability'].preemptDelaySeconds = 0
  const values = await keptAuthority(answers)
  const pair: Pair = { takeoverMs: 150, status: 200 }

  const [leaf, intermediate, key] = [kept.leafCertificate, kept.intermediateCertificate, kept.leafKey].map((name) =>
    values.get(name),
  )
  const tls = { cert: `${leaf}\n${intermediate}`, key: key instanceof Secret ? key.reveal() : '' }
  const server = createServer(tls, (_, answer) => answer.writeHead(pair.status).end())
  const port = await listeningPort(server)
  const dial: Dial = async ({ signal: end }) => {
    const serving = nodes.some(({ state }) => state.holds && state.haproxy)
    return await directDial({ address: '127.0.0.1', port: serving ? port : 1, signal: end })
  }

  const other = (node: DrillNode) => nodes.find((each) => each !== node) ?? node
  const move = (from: DrillNode, to: DrillNode) => {
    from.state.holds = false
    to.state.holds = to.state.haproxy
  }
  const killed = (node: DrillNode) => {
    node.state.haproxy = false
    if (Number.isFinite(pair.takeoverMs)) setTimeout(() => move(node, other(node)), pair.takeoverMs)
  }
  const started = (node: DrillNode) => {
    node.state.haproxy = true
    if (node === nodes[0]) move(other(node), node)
  }

  const answer = (words: Command, node: DrillNode) => {
    const { state, files } = node
    const line = words.join(' ')
    if (line === 'ip -j -4 addr')
      return JSON.stringify([{ ifname: 'eth0', addr_info: state.holds ? [{ local: answers.lab.virtualAddress }] : [] }])
    if (words[0] === 'curl' && line.includes(':8405/configuration'))
      return state.haproxy ? state.configuration : { exitCode: 7 }
    if (words[0] === 'curl')
      return state.haproxy ? services.map(() => `${state.ownDoorStatus} 0.004`).join('\n') : { exitCode: 7 }
    if (words[0] === 'journalctl') return state.notified
    if (words[0] === 'rm') files.delete(words.at(-1) ?? '')
    if (words[0] === 'rm' || words[0] === 'install') return ''
    if (words[0] === 'systemd-run') state.timer = true
    if (words[0] === 'systemd-run') return ''
    return systemctl(line, node)
  }
  const systemctl = (line: string, node: DrillNode) => {
    const { state } = node
    if (line === 'systemctl is-active --quiet keepalived') return { exitCode: state.keepalived ? 0 : 3 }
    if (line === 'systemctl is-active --quiet fairlead-drill-restore.timer') return { exitCode: state.timer ? 0 : 3 }
    if (line.startsWith('systemctl show')) return 'always\n'
    if (line === 'systemctl kill --signal=KILL haproxy') killed(node)
    else if (line === 'systemctl start haproxy') started(node)
    else if (line === 'systemctl stop fairlead-drill-restore.timer') state.timer = false
    else if (!/^systemctl (daemon-reload|reset-failed haproxy)$/.test(line)) return undefined
    return ''
  }

  const nodes = hostsWith(answers.lab, 'load-balancer').map(({ name }, index) => {
    const state = {
      haproxy: true,
      keepalived: true,
      holds: index === 0,
      timer: false,
      notified: 'INSTANCE exchange BACKUP 100',
    }
    return new DrillNode(name, { ...state, configuration: 'fairlead-1', ownDoorStatus: 200 }, answer)
  })
  const [first, second] = nodes
  if (!first || !second) throw new Error('a pair has two nodes')

  const context = stepContext({ answers, shells: nodes, hosts: { dial }, kept: values, signal })
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { pair, first, second, nodes, context, close }
}
