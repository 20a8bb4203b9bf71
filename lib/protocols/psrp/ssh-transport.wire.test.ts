import { spawn } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import ssh2 from 'ssh2'
import { afterEach, describe, expect, test } from 'vitest'
import { engineProgram } from '#test/peers/powershell/engine.ts'
import { sshKeyPair } from '#test/ssh-key-pair.ts'
import { PowerShellSession } from './session.ts'
import { sshPowerShell } from './ssh-transport.ts'

const engine = await engineProgram()
const program = 'program' in engine ? engine.program : ''

const open: { end(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.end()
})

describe('PowerShell behind SSH', () => {
  test.skipIf(!program)('runs pipelines, and ends on the server with its session', async () => {
    const server = await sshServer(program)
    const session = new PowerShellSession('linux', () => sshPowerShell(server.client, 'linux'))
    expect((await session.open()).peer).toMatchObject({ transport: 'ssh', sealed: 'ssh' })
    const { output } = await session.pipeline([{ script: 'param($Value) $Value * 2', parameters: { Value: 21 } }])
    expect(output).toEqual([42])
    await session.close()
    await expect.poll(server.running).toBe(0)
  })

  test('is missed with a remedy where sshd has no such subsystem', async () => {
    const { client } = await sshServer(undefined)
    const session = new PowerShellSession('linux', () => sshPowerShell(client, 'linux'))
    await expect(session.open()).rejects.toMatchObject({
      code: 'not-found',
      remedy: expect.stringContaining('Subsystem'),
    })
  })
})

/** A client logged in to a server whose subsystem `powershell` is that program. */
async function sshServer(subsystem: string | undefined) {
  const children = new Set<ReturnType<typeof spawn>>()
  const server = new ssh2.Server({ hostKeys: [sshKeyPair().privateKey] }, (connection) => {
    connection.on('error', () => {})
    connection.on('authentication', (context) => context.accept())
    connection.on('session', (accept) => {
      accept().on('subsystem', (acceptIt, reject, { name }) => {
        if (!subsystem || name !== 'powershell') return reject()
        const channel = acceptIt()
        const child = spawn(subsystem, ['serve'], { stdio: ['pipe', 'pipe', 'ignore'] })
        children.add(child)
        child.on('exit', () => children.delete(child))
        channel.pipe(child.stdin)
        child.stdout.pipe(channel)
        channel.on('close', () => child.kill())
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this shape.
  const { port } = server.address() as AddressInfo
  const client = new ssh2.Client()
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve).once('error', reject)
    client.connect({ host: '127.0.0.1', port, username: 'root', password: 'x' })
  })
  open.push(client, { end: () => server.close() })
  return { client, running: () => children.size }
}
