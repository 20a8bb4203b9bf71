import { Failure } from '#lib/failure.ts'
import type { LabHost } from '#lib/parts/lab/schema.ts'
import { probeRemedy } from '#lib/parts/load-balancer/probe-remedy.ts'
import { healthPath, services } from '#lib/parts/load-balancer/services.ts'
import { askHttps } from '#lib/protocols/https/ask-https.ts'
import type { ServiceAnswer } from '#lib/wizard/step.ts'
import { type Expected, type Fault, TEST_MS, type TestContext, type Tested } from './server-tests.ts'

type Page = { status: number | null; body: string; said: string; ms: number }

/** The logon page of Outlook on the web, and the health page of every service, by the name that clients use. */
export async function testPages(context: TestContext, server: LabHost, expected: Expected): Promise<Tested> {
  const ask = (path: string) => page(context, server, expected, path)
  const { mailName } = context.answers.lab
  const logon = await ask(`/owa/auth/logon.aspx?url=${encodeURIComponent(`https://${mailName}/owa/`)}&reason=0`)
  const rows: ServiceAnswer[] = []
  const faults: Fault[] = isLogonPage(logon) ? [] : [noLogonPage(server.name, logon)]
  for (const service of services) {
    const { status, said, ms } = await ask(healthPath(service))
    rows.push({ service: service.id, target: server.name, status, ms: Math.round(ms), said })
    if (status !== 200)
      faults.push({
        mayPass: isStarting(status),
        said: `${service.name} on ${server.name} is not healthy: ${healthPath(service)} says ${said}.`,
        remedy: probeRemedy({
          ...{ backend: service.backend, server: server.name, status: 'DOWN', probeMs: null, said: '' },
          ...(status === null ? { probe: 'L4CON', code: null } : { probe: 'L7STS', code: status }),
        }),
      })
  }
  const title = /<title>([^<]{1,80})<\/title>/i.exec(logon.body)?.[1]?.trim()
  const facts = isLogonPage(logon)
    ? [{ name: `${server.name} logon page`, value: `“${title}”, https://${mailName}/owa` }]
    : []
  return { facts, rows, faults }
}

async function page(context: TestContext, server: LabHost, { root }: Expected, path: string): Promise<Page> {
  const { answers, hosts, signal } = context
  const place = { dial: hosts.dial, address: server.address, port: 443, servername: answers.lab.mailName }
  try {
    const { status, body, ms } = await askHttps({ ...place, path, ca: [root], timeoutMs: TEST_MS, signal })
    return { status, body: body.toString('utf8'), said: `HTTP ${status}`, ms }
  } catch (error) {
    signal.throwIfAborted()
    return { status: null, body: '', said: Failure.from(error).message, ms: 0 }
  }
}

/** IIS answers 503, or not at all, while an application pool starts. */
const isStarting = (status: number | null) => status === null || status === 503

/** A title that names Outlook, and a form that asks for name and password. */
const isLogonPage = ({ status, body }: Page): boolean =>
  status === 200 &&
  /<title>[^<]*Outlook[^<]*<\/title>/i.test(body) &&
  /name=["']?username/i.test(body) &&
  /type=["']?password/i.test(body)

const noLogonPage = (server: string, { status, said }: Page): Fault => ({
  mayPass: isStarting(status),
  said: `${server} does not show the logon page of Outlook on the web: ${status === 200 ? 'another page came' : said}.`,
  remedy:
    'Look at the virtual directory owa: FormsAuthentication must be $true (Get-OwaVirtualDirectory), and the application pool MSExchangeOWAAppPool must run.',
})
