import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { publishedUrl } from '#lib/parts/published.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'
import { blocked, type Step, satisfied } from '#lib/wizard/step.ts'
import { distributionFaults } from './distribution-points.ts'
import { judgePublished } from './judge-published.ts'
import { type PublishedFile, publishedFiles } from './published-files.ts'
import { servedBytes } from './served-bytes.ts'
import { goesAround, showProxy, winHttpProxy } from './winhttp-proxy.ts'

export const proveRevocation: Step<Answers> = {
  id: 'prove-revocation',
  title: 'Prove that every server can check revocation',
  purpose:
    'Fetches both lists and both CA certificates from the side of every Exchange server, before a certificate is imported: “revocation check failed” is what goes wrong most.',
  hostsOf: ({ lab }) => hostsWith(lab, 'exchange').map(({ name }) => name),
  timeoutMs: 300_000,

  async check({ answers, keep, hosts, prove }) {
    const files = await publishedFiles(keep)
    if ('state' in files) return files
    const faults: Fault[] = await distributionFaults(answers, keep)
    const data: { name: string; value: string }[] = []
    for (const { name } of hostsWith(answers.lab, 'exchange')) {
      const seen = await seenFrom(await hosts.windows(name), answers, files)
      faults.push(...seen.faults)
      data.push(...seen.facts)
    }
    if (data.length > 0) prove({ kind: 'fact', subject: 'Revocation, seen from every Exchange server', data })
    if (faults.length === 0)
      return satisfied(
        `${hostsWith(answers.lab, 'exchange').length} Exchange servers get both lists and both CA certificates from http://${answers.lab.pkiName}/ directly, in DER, and they are valid.`,
      )
    return blocked(
      distinct(faults.map(({ fault }) => fault)).join(' '),
      distinct(faults.map(({ remedy }) => remedy)).join(' '),
      { part: 'client-access', step: 'publish-over-http', label: 'Go to the serving of the lists' },
    )
  },

  // Nothing can be wrong here that this Step could change: its look is the proof.
  async apply() {},
}

type Fault = { fault: string; remedy: string }
type Seen = { faults: Fault[]; facts: { name: string; value: string }[] }

/** What one server gets. The proxy comes first: where it stands in the way, Windows' own fetching goes another way than this look. */
async function seenFrom(session: WindowsSession, { lab }: Answers, files: readonly PublishedFile[]): Promise<Seen> {
  const seen: Seen = { faults: [], facts: [] }
  const proxy = winHttpProxy(await session.run(showProxy))
  const isAround = !proxy || goesAround(proxy, lab.pkiName)
  seen.facts.push({
    name: `${session.host}: WinHTTP`,
    value: proxy ? `proxy ${proxy.server}, around it: ${proxy.bypass.join(', ') || 'nothing'}` : 'direct access',
  })
  if (!isAround)
    seen.faults.push({
      fault: `${session.host} fetches revocation lists through the WinHTTP proxy ${proxy.server}, and ${lab.pkiName} is not among what goes around it.`,
      remedy: `On that server run “netsh winhttp set proxy proxy-server="${proxy.server}" bypass-list="${[...proxy.bypass, lab.pkiName].join(';')}"”, keeping what the list holds.`,
    })

  for (const file of files) {
    const url = publishedUrl(lab, file.name)
    const served = await servedBytes(session, url)
    if ('why' in served) {
      seen.faults.push(notServed(session.host, url, lab.pkiName, served.why))
      seen.facts.push({ name: `${session.host}: ${url}`, value: served.why })
      // The other files of a name that leads nowhere would only say the same.
      if (isUnresolved(served.why)) break
      continue
    }
    const judged = await judgePublished(file, served.bytes)
    seen.facts.push({ name: `${session.host}: ${url}`, value: 'says' in judged ? `200, ${judged.says}` : judged.fault })
    if ('fault' in judged)
      seen.faults.push({ fault: `What ${session.host} gets from ${url} ${judged.fault}.`, remedy: judged.remedy })
  }
  return seen
}

const isUnresolved = (why: string) => /could not be resolved/i.test(why)

function notServed(host: string, url: string, pkiName: string, why: string): Fault {
  if (isUnresolved(why))
    return {
      fault: `${host} cannot resolve ${pkiName}.`,
      remedy: `“Make the pinpoint DNS zones” makes its zone; with DNS of your own, add an A record for ${pkiName} that the Exchange servers see. Then run “ipconfig /flushdns” on ${host}.`,
    }
  if (/redirection/i.test(why))
    return {
      fault: `${url} sends ${host} elsewhere: ${why}`,
      remedy: 'Serve the files under this very address: Windows takes a list from there and from nowhere else.',
    }
  if (/\(40[134]\)/.test(why))
    return {
      fault: `${host} does not get ${url}: ${why}`,
      remedy:
        'Run “Serve the revocation lists over http”. Where that is done, look where the name leads to, and whether another site answers there.',
    }
  return {
    fault: `${host} does not get ${url}: ${why}`,
    remedy: `Look whether ${pkiName} leads to the host that serves the lists, and whether a firewall keeps port 80 from ${host}.`,
  }
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)]
