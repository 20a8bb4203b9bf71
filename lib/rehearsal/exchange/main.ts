import { rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:https'
import { raiseHost } from '../windows/raise-host.ts'
import { bind, bound } from './certificate-files.ts'
import { controlServer } from './control-server.ts'
import { site } from './site.ts'

/**
 * Runs in the network namespace of one Exchange server: `main.ts FQDN FOLDER SOCKET WINDOWS.json`. Ports 80 and 443 are the
 * server's; the socket, which only this host can reach, is for what a rehearsal does to it; WinRM is that of the Windows host
 * below.
 */
const [fqdn = '', folder = '', socket = '', windows = ''] = process.argv.slice(2)
const { answer, modes } = site(fqdn)
const pem = await bound(folder)
const https = createServer({ cert: pem, key: pem, keepAliveTimeout: 120_000, requestTimeout: 0 }, answer).listen(443)

createHttpServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  // Exchange requires TLS on all its virtual directories.
  if (request.url === '/') return answer(request, response)
  response.writeHead(403, { 'Content-Type': 'text/html' }).end('403.4 Forbidden: SSL is required')
}).listen(80)

rmSync(socket, { force: true })
controlServer({
  setService: (service, mode) => {
    if (mode === 'up') modes.delete(service)
    else modes.set(service, mode)
  },
  handCertificate: async (chain, key) => {
    const both = await bind(folder, chain, key)
    https.setSecureContext({ cert: both, key: both })
  },
}).listen(socket)
await raiseHost(windows)
