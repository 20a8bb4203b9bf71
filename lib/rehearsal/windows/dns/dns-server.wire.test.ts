import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { decode, encode } from 'dns-packet'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { askDns } from '#lib/protocols/dns/ask-dns.ts'
import { type RunningHost, startWindowsHost } from '#lib/rehearsal/windows/start-windows-host.ts'
import { testConfig, testShell } from '#test/windows-host.ts'
import { dialLoopback } from '#test/windows-session.ts'

let dc: RunningHost
let shell: Awaited<ReturnType<typeof testShell>>
let first: string
const zone = 'mail.digitalbrain.com.au'

beforeAll(async () => {
  const machines = [{ name: 'LAB-EX01', address: '192.168.50.21' }]
  dc = await startWindowsHost(testConfig({ name: 'LAB-DC01', role: 'domain-controller', machines }))
  shell = await testShell({ host: dc.host })
  first = JSON.stringify(dc.host.state.read().zones)
})
afterAll(() => dc.close())
beforeEach(async () => {
  await dc.host.state.change((draft) => {
    draft.zones = JSON.parse(first)
    if (draft.services.DNS) draft.services.DNS.status = 'Running'
  })
})

const port = () => dc.ports.dns ?? 0
const resolved = (name: string, timeoutMs = 5000) =>
  askDns({ dial: dialLoopback, address: '127.0.0.1', port: port(), name, timeoutMs })
const make = async () => {
  await shell.command('Add-DnsServerPrimaryZone', { Name: zone, ReplicationScope: 'Domain', DynamicUpdate: 'None' })
  return shell.command('Add-DnsServerResourceRecordA', {
    ZoneName: zone,
    Name: '@',
    IPv4Address: '192.168.50.21',
    TimeToLive: '00:05:00',
  })
}

test('answers over TCP what the cmdlets make, at once', async () => {
  expect(await resolved(zone)).toMatchObject({ kind: 'refused' })
  expect(await resolved('lab-ex01.lab.local')).toMatchObject({ kind: 'answered', addresses: ['192.168.50.21'] })
  await make()
  expect(await resolved(zone)).toMatchObject({ kind: 'answered', addresses: ['192.168.50.21'], ttlSeconds: 300 })
  await shell.command('Remove-DnsServerZone', { Name: zone, Force: true })
  expect(await resolved(zone)).toMatchObject({ kind: 'refused' })
})

test('answers over UDP on the same port', async () => {
  const socket = createSocket('udp4')
  const heard = once(socket, 'message')
  socket.send(
    encode({ type: 'query', id: 5, questions: [{ name: 'lab-ex01.lab.local', type: 'A' }] }),
    port(),
    '127.0.0.1',
  )
  const [message] = await heard
  socket.close()
  expect(decode(message)).toMatchObject({ id: 5, answers: [{ type: 'A', data: '192.168.50.21' }] })
})

test('says nothing while its service is stopped, and its cmdlets fail', async () => {
  await dc.host.state.change((draft) => {
    if (draft.services.DNS) draft.services.DNS.status = 'Stopped'
  })
  await expect(resolved(zone)).rejects.toMatchObject({ code: expect.stringMatching(/protocol|unreachable/) })
  expect((await shell.command('Get-DnsServerZone')).failed).toMatchObject({
    fullyQualifiedErrorId: 'WIN32 1722,Get-DnsServerZone',
  })
})

test('closes a connection that does not speak DNS', async () => {
  const socket = connect(port(), '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\n\r\n')
  await once(socket, 'close')
})

test('the objects say zone, type and where it is kept', async () => {
  await make()
  const { output } = await shell.command('Get-DnsServerZone', { Name: zone })
  expect(Object.fromEntries((output[0] as unknown as { properties: Map<string, unknown> }).properties)).toMatchObject({
    ZoneName: zone,
    ZoneType: 'Primary',
    IsDsIntegrated: true,
    ReplicationScope: 'Domain',
    DynamicUpdate: 'None',
  })
})

test.each([
  ['Add-DnsServerPrimaryZone', { Name: zone, ReplicationScope: 'Forest' }, 9609, 'ResourceExists'],
  ['Remove-DnsServerZone', { Name: 'none.example', Force: true }, 9601, 'ObjectNotFound'],
  ['Add-DnsServerResourceRecordA', { ZoneName: zone, Name: '@', IPv4Address: '192.168.50.21' }, 9711, 'ResourceExists'],
  ['Add-DnsServerResourceRecord', { ZoneName: zone, CName: true, Name: '@', HostNameAlias: 'a.b' }, 9709, ''],
  [
    'Add-DnsServerResourceRecordA',
    { ZoneName: 'none.example', Name: '@', IPv4Address: '192.168.50.21' },
    9601,
    'ObjectNotFound',
  ],
  [
    'Remove-DnsServerResourceRecord',
    { ZoneName: zone, RRType: 'A', Name: '@', RecordData: '192.168.50.99', Force: true },
    9714,
    'ObjectNotFound',
  ],
] as const)('%s refuses as Windows does: %j', async (cmdlet, parameters, number, category) => {
  await make()
  const before = JSON.stringify(dc.host.state.read().zones)
  const { failed } = await shell.command(cmdlet, { ...parameters })
  expect(failed).toMatchObject({ fullyQualifiedErrorId: `WIN32 ${number},${cmdlet}` })
  if (category) expect(failed).toMatchObject({ category })
  expect(JSON.stringify(dc.host.state.read().zones)).toBe(before)
})

test('removing without -Force asks a person, and there is none', async () => {
  await make()
  expect((await shell.command('Remove-DnsServerZone', { Name: zone })).failed?.message).toMatch(/NonInteractive/)
  expect(await resolved(zone)).toMatchObject({ kind: 'answered' })
})

test('an object that was fetched can be changed, and put back', async () => {
  await make()
  const get = async () =>
    (await shell.command('Get-DnsServerResourceRecord', { ZoneName: zone, Name: '@', RRType: 'A' })).output[0] ?? null
  const [old, other] = [await get(), await get()]
  await shell.script(
    'param($Old, $New, $Zone) $New.RecordData.IPv4Address = "192.168.50.22"; Set-DnsServerResourceRecord -ZoneName $Zone -OldInputObject $Old -NewInputObject $New',
    { Old: old, New: other, Zone: zone },
  )
  expect((await resolved(zone)).addresses).toEqual(['192.168.50.22'])
})
