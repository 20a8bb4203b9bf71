import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2, { type AuthContext, type AuthenticationType } from 'ssh2'
import { listeningPort } from './listening-port.ts'
import { sshKeyPair } from './ssh-key-pair.ts'

type Options = {
  /** Of every user. */
  password?: string
  methods?: AuthenticationType[]
  /** Public keys that are let in, as in authorized_keys. */
  authorizedKeys?: string[]
  /** Questions of keyboard-interactive, round by round; the first answer must be the password. */
  questions?: string[][]
  sudo?: 'password' | 'free' | 'denied' | 'tty' | 'missing'
  /** By default one Ed25519 key. */
  hostKeys?: ReturnType<typeof sshKeyPair>[]
  maxSessions?: number
  /** Run by the login shell before every command, as a .bashrc is. */
  profile?: string
}

/**
 * A real SSH server in this process, on loopback: it runs what it is told in a real `sh`, with a `sudo` that asks for the
 * password as the real one does (and changes no user). Its faults are switched while it runs.
 */
export async function startSshServer(options: Options = {}) {
  const hostKeys = options.hostKeys ?? [sshKeyPair()]
  const bin = await fakeSudo(options)
  const faults: { dropBefore?: RegExp; dropDuring?: RegExp } = {}
  const sockets = new Set<Socket>()
  const children = new Set<ChildProcess>()
  const lines: string[] = []
  const attempts: string[] = []
  let connections = 0

  const ssh = new ssh2.Server({ hostKeys: hostKeys.map(({ privateKey }) => privateKey) }, (connection) => {
    connections += 1
    let sessions = 0
    connection.on('error', () => {})
    connection.on('authentication', (context) => {
      attempts.push(`${context.method} ${context.username}`)
      authenticate(context, options)
    })
    connection.on('session', (accept, reject) => {
      if (sessions >= (options.maxSessions ?? 10)) return reject()
      sessions += 1
      accept().on('exec', (acceptExec, _reject, { command }) => {
        lines.push(command)
        if (faults.dropBefore?.test(command)) return drop()
        const channel = acceptExec()
        const child = spawn('sh', ['-c', `${options.profile ?? ''}\n${command}`], {
          env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
          detached: true,
        })
        children.add(child)
        channel.pipe(child.stdin)
        child.stdin.on('error', () => {})
        child.stdout.on('data', (chunk: Buffer) => {
          channel.write(chunk)
          if (faults.dropDuring?.test(String(chunk))) drop()
        })
        child.stderr.on('data', (chunk: Buffer) => channel.stderr.write(chunk))
        // As sshd does: the exit code as soon as there is one, the end when nothing holds the output open any more.
        child.on('exit', (code, signal) => {
          if (code === null) channel.exit((signal ?? 'TERM').slice(3))
          else channel.exit(code)
        })
        child.on('close', () => {
          children.delete(child)
          sessions -= 1
          channel.end()
        })
      })
    })
  })

  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay())
    socket.on('close', () => sockets.delete(socket))
    ssh.injectSocket(socket)
  })
  const port = await listeningPort(server)

  return {
    port,
    fingerprint: hostKeys[0]?.fingerprint ?? '',
    /** Every line that was to be run, as it came over the wire. */
    lines,
    /** Every attempt to log in: method and user. */
    attempts,
    faults,
    drop,
    get connections() {
      return connections
    },
    get running() {
      return children.size
    },
    async close() {
      for (const { pid } of children) if (pid) endGroup(pid)
      drop()
      server.close()
      await once(server, 'close')
      await rm(bin, { recursive: true })
    },
  }
}

function authenticate(context: AuthContext, options: Options) {
  const {
    password = 'right',
    methods = ['password', 'publickey'],
    authorizedKeys = [],
    questions = [['Password: ']],
  } = options
  if (!methods.includes(context.method)) return context.reject(methods)
  if (context.method === 'password') return context.password === password ? context.accept() : context.reject(methods)
  if (context.method === 'publickey') {
    const known = authorizedKeys
      .map((text) => ssh2.utils.parseKey(text))
      .find((key) => !(key instanceof Error) && key.getPublicSSH().equals(context.key.data))
    if (!known || known instanceof Error) return context.reject(methods)
    const proven =
      !context.signature || !context.blob || known.verify(context.blob, context.signature, context.hashAlgo)
    return proven ? context.accept() : context.reject(methods)
  }
  if (context.method !== 'keyboard-interactive') return context.reject(methods)

  const ask = (round: number, first: string[]) => {
    const prompts = questions[round]
    if (!prompts) first[0] === password ? context.accept() : context.reject(methods)
    else
      context.prompt(
        prompts.map((prompt) => ({ prompt, echo: false })),
        '',
        '',
        (answers) => ask(round + 1, round === 0 ? answers : first),
      )
  }
  ask(0, [])
}

/** Says what sudo says, asks what sudo asks; the command is run as the user of the test. */
async function fakeSudo({ sudo = 'password', password = 'right' }: Options): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-sudo-'))
  const behaviour = {
    password: `n=0; while :; do printf %s "$prompt" >&2; read -r word; [ "$word" = '${password}' ] && break
      n=$((n+1)); [ $n = 3 ] && { echo 'sudo: 3 incorrect password attempts' >&2; exit 1; }; echo 'Sorry, try again.' >&2; done`,
    free: ':',
    denied: `printf %s "$prompt" >&2; read -r word; echo 'operator is not in the sudoers file.' >&2; exit 1`,
    tty: `echo 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1`,
    missing: `echo "env: 'sudo': No such file or directory" >&2; exit 127`,
  }[sudo]
  const script = `#!/bin/sh\n[ "$1 $2 $4" = '-S -p --' ] || exit 99\nprompt=$3; shift 4\n${behaviour}\nexec "$@"\n`
  await writeFile(join(folder, 'sudo'), script)
  await chmod(join(folder, 'sudo'), 0o755)
  return folder
}

function endGroup(pid: number) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
