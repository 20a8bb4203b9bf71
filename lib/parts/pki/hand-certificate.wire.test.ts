import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { createSecureContext, createServer, type SecureContext, type Server } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { kept } from '#lib/parts/kept-names.ts'
import type { Secret } from '#lib/secret.ts'
import type { Hosts, Rehearsal } from '#lib/wizard/hosts.ts'
import { applyStep, lookAtStep } from '#lib/wizard/run-step.ts'
import { labAuthority } from '#test/authority.ts'
import { labPki } from '#test/lab-pki.ts'
import { stepContext } from '#test/step-context.ts'
import { handCertificate } from './hand-certificate.ts'

const base = await labPki()
const other = await labAuthority()
const selfSigned = { cert: other.leaf, key: other.leafKey.reveal() }
let servers: Server[] = []
afterEach(() => {
  for (const server of servers) server.close()
  servers = []
})

test('each simulated server is handed leaf, intermediate and key, and serves them', async () => {
  const { context, handed } = await rehearsal()
  expect(await applyStep(handCertificate, context)).toMatchObject({ outcome: 'changed' })
  expect(handed.map(({ host }) => host)).toEqual(['LAB-EX01', 'LAB-EX02'])
  const pem = [kept.leafCertificate, kept.intermediateCertificate].map((name) => base.get(name)).join('')
  expect(handed.map(({ chain }) => chain)).toEqual([pem, pem])
})

test('a second run hands over nothing', async () => {
  const { context, handed } = await rehearsal()
  await applyStep(handCertificate, context)
  handed.length = 0
  expect(await applyStep(handCertificate, context)).toMatchObject({ outcome: 'satisfied' })
  expect(handed).toEqual([])
})

test('nothing is handed over before the certificate is there', async () => {
  const { context, handed } = await rehearsal()
  context.kept.clear()
  expect(await applyStep(handCertificate, context)).toMatchObject({ outcome: 'blocked' })
  expect(handed).toEqual([])
})

test('a run that died after the first server goes on with the second', async () => {
  const { context, die } = await rehearsal()
  die('LAB-EX02')
  expect(await applyStep(handCertificate, context)).toMatchObject({ outcome: 'failed' })
  expect(await lookAtStep(handCertificate, context)).toMatchObject({ found: expect.stringContaining('LAB-EX02') })
  die(undefined)
  expect(await applyStep(handCertificate, context)).toMatchObject({ outcome: 'changed' })
})

test('a server that does not answer on 443 is named', async () => {
  const { context } = await rehearsal()
  const silent = { ...context, hosts: { ...context.hosts, dial: async () => Promise.reject(refused) } }
  expect(await lookAtStep(handCertificate, silent)).toMatchObject({
    outcome: 'pending',
    found: expect.stringMatching(/LAB-EX01 serves no certificate yet.*refused/),
  })
})

const refused = new Failure('unreachable', { message: '10.113.0.21:443 refused the connection.' })

/** Real TLS servers on loopback in the place of the simulated Exchange servers. */
async function rehearsal() {
  const handed: { host: string; chain: string }[] = []
  const served = new Map<string, SecureContext>()
  const ports = new Map<string, number>()
  let dead: string | undefined
  const die = (host: string | undefined) => {
    dead = host
  }
  for (const [host, address] of [
    ['LAB-EX01', '10.113.0.21'],
    ['LAB-EX02', '10.113.0.22'],
  ] as const) {
    const server = createServer({ ...selfSigned, SNICallback: (_, answer) => answer(null, served.get(host)) })
    servers.push(server.listen(0, '127.0.0.1'))
    await once(server, 'listening')
    // A server that listens on a port has an address of this kind.
    ports.set(address, (server.address() as AddressInfo).port)
  }
  const dial: Hosts['dial'] = async ({ address }) => {
    const socket = connect(ports.get(address) ?? 0, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  const raised: Rehearsal = {
    status: async () => [],
    raise: async () => {},
    setService: async () => {},
    async handCertificate(host: string, chain: string, key: Secret) {
      if (host === dead) throw new Error('the wizard died here')
      handed.push({ host, chain })
      served.set(host, createSecureContext({ cert: chain, key: key.reveal() }))
    },
  }
  const context = stepContext({ kept: new Map(base), hosts: { dial, rehearsal: raised } })
  return { context, handed, die }
}
