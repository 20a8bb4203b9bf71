import type { Command } from '#lib/wizard/hosts.ts'
import { Machine } from './machine.ts'

type State = {
  running: string
  hasBus: boolean
  zone: string
  /** How far its clock is ahead, until a time service that knows its servers is started. */
  aheadMs: number
  container: string | undefined
  units: string[]
  /** What the running time service was told when it was started. */
  servers: string[]
  offers: Record<string, string>
  /** What apt-get update would bring in addition. */
  offersLater: Record<string, string>
  readsHostsFile: boolean
}

/** A freshly installed Debian, as far as Part 4 can tell. */
export class LinuxNode extends Machine {
  readonly state: State

  constructor(host: string, state: Partial<State> = {}) {
    super(host, (words) => this.#reaction(words))
    this.state = {
      running: 'debian',
      hasBus: true,
      zone: '/usr/share/zoneinfo/Etc/UTC',
      aheadMs: 0,
      container: undefined,
      units: ['systemd-timesyncd.service'],
      servers: [],
      offers: { haproxy: '2.6.12-1+deb12u4', keepalived: '1:2.2.7-1+b2' },
      offersLater: {},
      readsHostsFile: true,
      ...state,
    }
    this.put('/etc/os-release', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n')
    this.put('/etc/hostname', 'debian\n')
    this.put('/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${host}.lab.local ${host}\n`)
  }

  put(path: string, content: string): this {
    this.files.set(path, { content, mode: 0o644, owner: 'root', group: 'root' })
    return this
  }

  text(path: string): string | undefined {
    return this.files.get(path)?.content
  }

  #reaction(words: Command) {
    const [program, ...rest] = words[0] === 'env' ? words.slice(1).filter((word) => !/^[A-Z_]+=/.test(word)) : words
    const last = rest.at(-1) ?? ''
    const { state } = this
    switch (`${program} ${rest[0] ?? ''}`) {
      case 'uname -n':
        return state.running
      case 'hostnamectl set-hostname':
        this.put('/etc/hostname', `${last}\n`)
        state.running = last
        return ''
      case 'systemctl is-active':
        return { exitCode: last === 'dbus.service' && state.hasBus ? 0 : 3 }
      case 'systemctl list-unit-files':
        return state.units.map((unit) => `${unit} enabled enabled`).join('\n')
      case 'systemctl enable':
        return ''
      case 'systemctl restart':
        return this.#restart()
      case 'systemd-detect-virt --container':
        return state.container ? state.container : { exitCode: 1, stdout: 'none' }
      case 'timedatectl show-timesync':
        return state.servers.join(' ')
      case 'chronyc -c':
        return state.servers.map((server) => `^,*,${server},3,6,377,12,0.0001,0.0001,0.01`).join('\n')
      case 'apt-cache policy':
        return state.offers[last] ? `${last}:\n  Installed: (none)\n  Candidate: ${state.offers[last]}\n` : ''
      case 'apt-get -y':
        Object.assign(state.offers, state.offersLater)
        return ''
      default:
        return this.#file(program ?? '', rest, last)
    }
  }

  #file(program: string, rest: readonly string[], last: string) {
    const { state } = this
    switch (program) {
      case 'hostname':
        state.running = last
        return ''
      case 'date':
        return String(Date.now() + state.aheadMs)
      case 'getenforce':
        return { exitCode: 127, stderr: 'getenforce: command not found' }
      case 'getent':
        return this.#resolve(last)
      case 'stat':
        return (this.files.get(last)?.mode ?? 0).toString(8)
      case 'test':
        return { exitCode: this.files.has(last) || last.startsWith('/usr/share/zoneinfo/Australia') ? 0 : 1 }
      case 'readlink':
        return rest[0] === '-f' ? `${state.zone}\n${last}` : state.zone
      case 'ln':
        state.zone = rest.at(-2) ?? ''
        return ''
      case 'mkdir':
        return ''
      case 'cp':
        this.put(last, this.text(rest.at(-2) ?? '') ?? '')
        return ''
      case 'rm':
        this.files.delete(last)
        return ''
      default:
        return undefined
    }
  }

  #resolve(name: string) {
    const lines = this.state.readsHostsFile ? (this.text('/etc/hosts') ?? '').split('\n') : [`203.0.113.9 ${name}`]
    const found = lines.find((line) => line.split(/\s+/).slice(1).includes(name))?.split(/\s+/)[0]
    return found ? `${found} STREAM ${name}\n${found} DGRAM\n${found} RAW` : { exitCode: 2 }
  }

  #restart() {
    const text = [...this.files]
      .flatMap(([path, { content }]) => (/timesyncd|chrony/.test(path) ? [content] : []))
      .join('\n')
    const named =
      /^NTP=(.*)$/m.exec(text)?.[1]?.split(' ') ?? [...text.matchAll(/^server (\S+)/gm)].map(([, one = '']) => one)
    this.state.servers = named
    if (named.length > 0 && !this.state.container) this.state.aheadMs = 0
    return ''
  }
}
