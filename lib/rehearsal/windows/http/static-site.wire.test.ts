import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '#test/free-port.ts'
import { nameServer } from '#test/name-server.ts'
import { testConfig, testShell } from '#test/windows-host.ts'
import { propertyOf, textOf } from '../powershell/value.ts'
import { type RunningHost, startWindowsHost } from '../start-windows-host.ts'
import { webRoot } from '../state/web-server.ts'

let running: RunningHost
let port: number
let dns: Awaited<ReturnType<typeof nameServer>>
let shell: Awaited<ReturnType<typeof testShell>>
beforeAll(async () => {
  port = await freePort()
  dns = await nameServer(new Map([['pki.example.com', '127.0.0.1']]))
  running = await startWindowsHost(
    testConfig({
      name: 'LAB-CA02',
      role: 'issuing-ca',
      ports: { http: 0, https: 0, web: port, webTls: 0 },
      httpPort: port,
      dns: { address: dns.address, port: dns.port },
    }),
  )
  shell = await testShell({ host: running.host })
})
afterAll(async () => {
  await running.close()
  await dns.close()
})

const run = async (text: string) => (await shell.script(`${text}; $LASTEXITCODE`)).output.map(textOf)
const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method })
const enable = (...features: string[]) =>
  run(`dism.exe /Online /Enable-Feature ${features.map((one) => `/FeatureName:${one}`).join(' ')} /NoRestart`)

test('port 80 is closed until IIS is installed', async () => {
  await expect(get('/')).rejects.toThrow()
  expect((await enable('IIS-StaticContent')).at(-1)).toBe('50')
  expect((await enable('IIS-WebServerRoll')).join('\n')).toMatch(/Feature name IIS-WebServerRoll is unknown/)
  await expect(get('/')).rejects.toThrow()
  const { failed } = await shell.command('Invoke-WebRequest', { Uri: 'http://pki.example.com/', UseBasicParsing: true })
  expect(failed?.message).toBe('Unable to connect to the remote server')
})

test('files of C:\\inetpub\\wwwroot are served by what IIS takes them for', async () => {
  const features = ['IIS-WebServerRole', 'IIS-WebServer', 'IIS-CommonHttpFeatures', 'IIS-StaticContent']
  expect((await enable(...features)).slice(-2)).toEqual(['The operation completed successfully.', '0'])
  const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 256)
  for (const name of ['root.crl', 'root.crt', 'strange.xyz'])
    await shell.command('Set-Content', { LiteralPath: `${webRoot}\\${name}`, Value: bytes, Encoding: 'Byte' })
  const crl = await get('/ROOT.crl?x')
  expect([crl.status, crl.headers.get('content-type'), new Uint8Array(await crl.arrayBuffer())]).toEqual([
    200,
    'application/pkix-crl',
    bytes,
  ])
  expect((await get('/root.crt')).headers.get('content-type')).toBe('application/x-x509-ca-cert')
  const statuses = await Promise.all(
    ['/', '/none.crl', '/strange.xyz', '/..%5c..%5cWindows/x.txt', '/%'].map(async (path) => (await get(path)).status),
  )
  expect(statuses).toEqual([200, 404, 404, 404, 404])
  expect((await get('/root.crl', 'POST')).status).toBe(405)
})

test('Invoke-WebRequest gives bytes for a list, text for a page, and the errors of .NET', async () => {
  const ask = (path: string, name = 'pki.example.com') =>
    shell.command('Invoke-WebRequest', { Uri: `http://${name}${path}`, UseBasicParsing: true })
  const [list, page] = [(await ask('/root.crl')).output[0] ?? null, (await ask('/')).output[0] ?? null]
  expect(propertyOf(list, 'Content')).toBeInstanceOf(Uint8Array)
  expect(propertyOf(page, 'Content')).toContain('IIS Windows Server')
  expect((await ask('/none.crl')).failed?.message).toBe('The remote server returned an error: (404) Not Found.')
  expect((await ask('/', 'none.example.com')).failed?.message).toBe(
    "The remote name could not be resolved: 'none.example.com'",
  )
})

test('the port closes with its service, and with the role', async () => {
  await shell.command('Stop-Service', { Name: 'W3SVC' })
  await expect(get('/root.crl')).rejects.toThrow()
  await shell.command('Start-Service', { Name: 'W3SVC' })
  expect((await get('/root.crl')).status).toBe(200)
  expect((await run('dism.exe /Online /Disable-Feature /FeatureName:IIS-WebServerRole /NoRestart')).at(-1)).toBe('0')
  await expect(get('/root.crl')).rejects.toThrow()
  expect(running.host.state.read().files[`${webRoot}\\root.crl`]).toBeDefined()
})
