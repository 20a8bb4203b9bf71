import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { Failure } from '#lib/failure.ts'
import type { Dial } from '#lib/protocols/dial.ts'
import { diagnose } from '#lib/protocols/doctor/diagnose.ts'
import type { TlsTrust } from '#lib/protocols/wsman/tls.ts'
import { Secret } from '#lib/secret.ts'
import { doctorText } from './doctor-text.ts'

export const doctorUsage =
  'doctor --host H --user DOMAIN\\NAME [--password-stdin] [--address A] [--pin SHA256 | --ca FILE.pem] [--json]   what a Windows server offers, and what is missing'

/** What a real server offers by remote PowerShell, and what of it works. 0: nothing is wrong; 1: something is; 2: usage. */
export async function doctor(words: string[]): Promise<number> {
  const { values } = parseArgs({
    args: words,
    options: {
      host: { type: 'string' },
      user: { type: 'string' },
      address: { type: 'string' },
      pin: { type: 'string' },
      ca: { type: 'string' },
      'password-stdin': { type: 'boolean', default: false },
      'http-port': { type: 'string', default: '5985' },
      'https-port': { type: 'string', default: '5986' },
      'exchange-port': { type: 'string', default: '80' },
      json: { type: 'boolean', default: false },
    },
  })
  const { host, user, address } = values
  if (!host || !user) {
    process.stderr.write(`fairlead ${doctorUsage}\n`)
    return 2
  }

  const trust = await trustOf(values)
  const password = values['password-stdin'] ? await firstLineOfInput() : await askedPassword(user)
  const diagnosis = await diagnose(
    {
      dial,
      host,
      credential: { user, password },
      ports: {
        http: portOf('--http-port', values['http-port']),
        https: portOf('--https-port', values['https-port']),
        exchange: portOf('--exchange-port', values['exchange-port']),
      },
      ...(address && { address }),
      ...(trust && { trust }),
    },
    AbortSignal.timeout(120_000),
  )
  process.stdout.write(values.json ? `${JSON.stringify(diagnosis)}\n` : doctorText(diagnosis))
  return diagnosis.findings.some(({ severity }) => severity === 'problem') ? 1 : 0
}

const dial: Dial = async ({ address, port, signal }) => {
  const socket = connect(port, address)
  try {
    await once(socket, 'connect', signal ? { signal } : {})
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

async function trustOf({
  pin,
  ca,
}: {
  pin?: string | undefined
  ca?: string | undefined
}): Promise<TlsTrust | undefined> {
  if (pin) return { kind: 'pinned', sha256: pin }
  if (ca) return { kind: 'authorities', pem: [await readFile(ca, 'utf8')] }
  return undefined
}

async function firstLineOfInput(): Promise<Secret> {
  for await (const line of createInterface({ input: process.stdin })) return new Secret(line)
  throw new Failure('invalid', {
    message: 'No password came on standard input.',
    remedy: 'Give it as one line: fairlead doctor … --password-stdin < FILE',
  })
}

async function askedPassword(user: string): Promise<Secret> {
  if (!process.stdin.isTTY) {
    throw new Failure('invalid', {
      message: 'There is no terminal to ask for the password.',
      remedy: 'Use --password-stdin.',
    })
  }
  // What is typed is not shown: the line editor writes it to a stream that nobody sees.
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true })
  process.stderr.write(`Password of ${user}: `)
  const password = await terminal.question('')
  process.stderr.write('\n')
  terminal.close()
  return new Secret(password)
}

function portOf(name: string, text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new Failure('invalid', {
    message: `${name} is "${text}", which is no port.`,
    remedy: 'Give a number from 1 to 65535.',
  })
}
