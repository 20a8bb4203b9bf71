import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NtlmClient } from '#lib/protocols/ntlm/client.ts'
import { authenticate } from '#lib/protocols/wsman/authenticate.ts'
import type { WsmanEndpoint } from '#lib/protocols/wsman/endpoint.ts'
import { requestEnvelope } from '#lib/protocols/wsman/envelope.ts'
import { type HttpReply, post } from '#lib/protocols/wsman/http.ts'
import { action, ns } from '#lib/protocols/wsman/namespaces.ts'
import { OneSocketAgent } from '#lib/protocols/wsman/one-socket-agent.ts'
import { openMime, sealMime } from '#lib/protocols/wsman/sealed-mime.ts'
import type { SecurityContext } from '#lib/protocols/wsman/security-context.ts'
import { Secret } from '#lib/secret.ts'
import { testConfig } from '#test/windows-host.ts'
import { dialLoopback } from '#test/windows-session.ts'
import { type RunningHost, startWindowsHost } from './start-windows-host.ts'

let running: RunningHost
beforeAll(async () => {
  running = await startWindowsHost(
    testConfig({
      accounts: [
        { user: 'Administrator', domain: 'LAB', password: 'right' },
        { user: 'guest', domain: 'LAB', password: 'right', administrator: false },
      ],
    }),
  )
})
afterAll(() => running.close())

const soap = 'application/soap+xml;charset=UTF-8'
const create = { action: action.create, resourceUri: `${ns.shell}/cmd`, body: '<rsp:Shell/>' }

describe('before it looks at what is asked, the host refuses', () => {
  test('a request without a login, offering what it takes', async () => {
    const reply = await send(await connected(), 'x', soap)
    expect(reply.status).toBe(401)
    expect(reply.headers['www-authenticate']).toBe('Negotiate, Kerberos')
  })

  test('an open body on an open line: HTTP 500 with nothing in it', async () => {
    const { agent } = await loggedIn('LAB\\Administrator')
    expect(await send(agent, envelope(create), soap)).toMatchObject({ status: 500, body: Buffer.alloc(0) })
  })

  test('a body whose signature is not right, and the login with it', async () => {
    const { agent, context } = await loggedIn('LAB\\Administrator')
    const { body, contentType } = sealMime(context, Buffer.from(envelope(create)))
    body.writeUInt8(body.readUInt8(body.length - 30) ^ 1, body.length - 30)
    expect((await send(agent, body, contentType)).status).toBe(400)
    expect((await send(agent, 'x', soap)).status).toBe(401)
  })

  test('other paths and methods', async () => {
    const status = (path: string, method: string) =>
      new Promise((resolve) => {
        const asked = request({ host: '127.0.0.1', port: running.ports.http, path, method }, (reply) =>
          resolve(reply.resume().statusCode),
        )
        asked.end()
      })
    expect(await status('/wsman2', 'POST')).toBe(404)
    expect(await status('/wsman', 'GET')).toBe(405)
  })
})

describe('in SOAP, the host refuses', () => {
  test.each([
    ['an account that may not', 'LAB\\guest', create, '5'],
    [
      'a resource that it does not have',
      'LAB\\Administrator',
      { ...create, resourceUri: 'http://schemas.microsoft.com/powershell/Microsoft.Exchange' },
      '2150858811',
    ],
    [
      'a shell that is not there',
      'LAB\\Administrator',
      { ...create, action: action.delete, selectors: { ShellId: 'none' } },
      '2150858843',
    ],
    [
      'an envelope that is too large',
      'LAB\\Administrator',
      { ...create, body: `<rsp:Shell>${'x'.repeat(512_000)}</rsp:Shell>` },
      '2150858824',
    ],
  ])('%s', async (_, user, asked, code) => {
    const { agent, context } = await loggedIn(user)
    const reply = await sealed(agent, context, envelope(asked))
    expect(reply).toContain(`Code="${code}"`)
  })

  test.each(['<not xml', '<a/>', '<!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>', ''])(
    'what is no SOAP at all: %j',
    async (text) => {
      const { agent, context } = await loggedIn('LAB\\Administrator')
      expect(await sealed(agent, context, text || ' ')).toContain('SchemaValidationError')
    },
  )
})

type LoggedInClient = { agent: OneSocketAgent; context: SecurityContext }

async function connected(): Promise<OneSocketAgent> {
  return new OneSocketAgent(await dialLoopback({ address: '127.0.0.1', port: running.ports.http }))
}

async function loggedIn(user: string): Promise<LoggedInClient> {
  const agent = await connected()
  const context = new NtlmClient({ credential: { user, password: new Secret('right') }, host: 'LAB-EX01' })
  const endpoint: WsmanEndpoint = {
    dial: dialLoopback,
    host: 'LAB-EX01',
    port: running.ports.http,
    path: '/wsman',
    login: { kind: 'context', create: () => context },
  }
  await authenticate(endpoint, agent, undefined, AbortSignal.timeout(5000))
  return { agent, context }
}

function envelope(asked: Parameters<typeof requestEnvelope>[1]): string {
  return requestEnvelope({ url: 'http://lab-ex01/wsman', sessionId: 'x', maxEnvelopeBytes: 153_600 }, asked).xml
}

function send(agent: OneSocketAgent, body: string | Buffer, contentType: string): Promise<HttpReply> {
  return post(agent, {
    host: 'LAB-EX01',
    path: '/wsman',
    headers: { 'Content-Type': contentType },
    body: Buffer.from(body),
    timeoutMs: 5000,
  })
}

async function sealed(agent: OneSocketAgent, context: SecurityContext, text: string): Promise<string> {
  const { body, contentType } = sealMime(context, Buffer.from(text))
  const reply = await send(agent, body, contentType)
  expect(reply.status).toBe(500)
  return openMime(context, reply.body).toString('utf8')
}
