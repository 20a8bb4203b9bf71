import { Failure } from '#lib/failure.ts'
import { kept } from '#lib/parts/kept-names.ts'
import type { LabHost } from '#lib/parts/lab/schema.ts'
import { type PoxAnswer, poxRequest, readPoxAnswer } from '#lib/protocols/autodiscover/pox.ts'
import { postAsUser } from '#lib/protocols/https/post-as-user.ts'
import { type Expected, faulty, TEST_MS, type TestContext, type Tested } from './server-tests.ts'

const urlsStep = { part: 'client-access', step: 'virtual-directories', label: 'Go to the URLs' }

/** Asks as Outlook asks, as the lab's administrator, and looks whether every URL carries the mail name. */
export async function testAutodiscover(context: TestContext, server: LabHost, expected: Expected): Promise<Tested> {
  const { name } = server
  try {
    const answer = await asked(context, server, expected)
    if (answer.kind === 'error')
      return faulty(
        `Autodiscover on ${name} answers ${answer.code} (${answer.message}) for ${expected.mailbox}.`,
        answer.code === '500'
          ? 'Look whether the mailbox has this address: Get-Mailbox | Format-List EmailAddresses.'
          : 'Look at the Autodiscover virtual directory and at the event log of Exchange on that server.',
      )
    if (answer.kind === 'redirect')
      return faulty(
        `Autodiscover on ${name} sends ${expected.mailbox} on to ${answer.to}.`,
        'Use the mailbox of an administrator that lies on these Exchange servers.',
      )
    return judged(context, server, expected, answer)
  } catch (error) {
    context.signal.throwIfAborted()
    const { message, remedy } = Failure.from(error)
    return faulty(
      `Autodiscover on ${name} does not answer: ${message}`,
      remedy ?? 'Look at the Autodiscover virtual directory of that server.',
    )
  }
}

async function asked(
  { answers: { lab }, hosts, keep, signal }: TestContext,
  { address }: LabHost,
  { root, mailbox }: Expected,
): Promise<PoxAnswer> {
  const password = await keep.readSecret(kept.windowsPassword)
  if (!password)
    throw new Failure('blocked', {
      message: `the password of ${lab.administrator} is not kept.`,
      remedy: 'Enter it under Passwords and keys in Part 1; it is kept sealed.',
    })
  const { status, body } = await postAsUser({
    ...{
      dial: hosts.dial,
      address,
      port: 443,
      servername: lab.autodiscoverName,
      ca: [root],
      timeoutMs: TEST_MS,
      signal,
    },
    path: '/autodiscover/autodiscover.xml',
    contentType: 'text/xml; charset=utf-8',
    body: poxRequest(mailbox),
    credential: { user: lab.administrator, password },
  })
  if (status === 200) return readPoxAnswer(body)
  throw new Failure('protocol', {
    message: `HTTP ${status} came after the login.`,
    remedy: 'Look at the application pool MSExchangeAutodiscoverAppPool and the event log of Exchange on that server.',
  })
}

function judged(
  { answers: { lab } }: TestContext,
  { name }: LabHost,
  { mailbox }: Expected,
  { protocols }: Extract<PoxAnswer, { kind: 'settings' }>,
): Tested {
  const urls = protocols.flatMap(({ type, urls: said }) => said.map((one) => ({ type, ...one })))
  const servers = protocols.flatMap(({ type, server }) => (type === 'EXPR' && server ? [server] : []))
  const astray = urls.filter(({ url }) => hostIn(url) !== lab.mailName)
  const isWell = urls.length > 0 && astray.length === 0 && servers.every((one) => one.toLowerCase() === lab.mailName)
  if (!isWell) {
    const [first] = astray
    const said = first
      ? `${first.name} of ${first.type} as ${first.url}`
      : servers.length > 0
        ? `Outlook Anywhere at ${servers.join(', ')}`
        : 'no URL at all'
    return faulty(
      `Autodiscover on ${name} tells ${said}, not by the name ${lab.mailName}.`,
      'Set the URLs of all virtual directories and the host names of Outlook Anywhere in this Part. Autodiscover keeps what it knew for some minutes; restart IIS on that server where it goes on.',
      urlsStep,
    )
  }
  const kinds = [...new Set(protocols.map(({ type }) => type).filter(Boolean))].join(', ')
  return {
    facts: [
      {
        name: `${name} Autodiscover`,
        value: `${mailbox}: ${kinds}; all ${urls.length} URLs carry ${lab.mailName}`,
      },
    ],
    rows: [],
    faults: [],
  }
}

function hostIn(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined
}
