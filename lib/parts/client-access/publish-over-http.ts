import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { published, publishedUrl } from '#lib/parts/published.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import { blocked, type Finding, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { placeFile, placeOf, takeFileAway } from './place-published.ts'
import { type PublishedFile, publishedFiles } from './published-files.ts'
import { servedBytes } from './served-bytes.ts'
import { lookAtSite, raiseSite, takeSiteAway } from './web-site.ts'
import { filesIn, installIis, localUrl, renameFile, startWebService, writeFile } from './web-site-pipelines.ts'

export const publishOverHttp: Step<Answers> = {
  id: 'publish-over-http',
  title: 'Serve the revocation lists over http',
  purpose:
    'Until HAProxy does it, the issuing CA serves both lists and both CA certificates over plain http: Exchange asks for them the moment the certificate is imported.',
  hostsOf: ({ lab }) => [publisherIn(lab) ?? 'Fairlead'],
  timeoutMs: 900_000,

  async check({ answers, keep, hosts, prove }) {
    const files = await publishedFiles(keep)
    if ('state' in files) return files
    const name = publisherIn(answers.lab)
    if (!name) return servedByOthers({ answers, hosts }, files)
    if (answers['client-access'].dns === 'manual') {
      const others = await servedByOthers({ answers, hosts }, files)
      if (others.state === 'satisfied') return others
    }
    const session = await hosts.windows(name)
    const { isInstalled, isRunning } = await lookAtSite(session)
    if (!isInstalled) return unsatisfied(`${name} has no web server that serves files.`)
    if (!isRunning) return unsatisfied(`IIS on ${name} does not run.`)
    for (const { name: file, der } of files) {
      const served = await servedBytes(session, localUrl(file))
      if ('why' in served) return unsatisfied(`IIS on ${name} does not serve ${file}: ${served.why}`)
      if (!served.bytes.equals(der)) return unsatisfied(`IIS on ${name} serves another ${file} than Part 2 made.`)
    }
    const data = files.map((file) => ({
      name: publishedUrl(answers.lab, file.name),
      value: `${file.der.length} bytes`,
    }))
    prove({ kind: 'fact', subject: `Served by ${name}`, data })
    return satisfied(`IIS on ${name} serves ${files.map((file) => file.name).join(', ')}`)
  },

  async plan({ answers, keep, hosts }) {
    const { name, files } = await whatAndWhere({ answers, keep })
    const session = await hosts.windows(name)
    const site = await lookAtSite(session)
    const changes = []
    if (!site.isInstalled)
      changes.push({
        host: name,
        summary: 'Would install IIS, with static content only; Windows then opens port 80 in its firewall',
        command: showCommands(installIis),
      })
    else if (!site.isRunning)
      changes.push({ host: name, summary: 'Would start IIS', command: showCommands(startWebService) })
    for (const file of files) {
      const place = await placeOf(session, site.folder, file)
      if (place.state === 'right') continue
      if (place.state === 'foreign')
        changes.push({
          host: name,
          summary: `Would keep the foreign ${file.name} beside as ${place.aside}`,
          command: showCommands(renameFile(place.path, place.aside)),
        })
      const what = place.state === 'old' ? 'replace the older' : 'write'
      changes.push({
        host: name,
        summary: `Would ${what} ${place.path}: the ${file.kind} of the ${file.authority.title}, ${file.der.length} bytes`,
        command: showCommands(writeFile(place.path, file.der)),
      })
    }
    return changes
  },

  async apply({ answers, keep, hosts, before, log }) {
    const { name, files } = await whatAndWhere({ answers, keep })
    const session = await hosts.windows(name)
    const site = await lookAtSite(session)
    if (!site.isInstalled) await before.keep(roleOf(name), 'absent')
    await raiseSite(session, site)
    if (!site.isInstalled) log('IIS is installed', { host: name, level: 'good' })
    for (const file of files) await placeFile({ session, before, log }, site.folder, file)
  },

  /** Our files go, foreign ones come back; the role goes where this Step installed it and nobody uses it since. */
  async undo({ keep, answers, hosts, before, log }) {
    const name = publisherIn(answers.lab)
    const files = await publishedFiles(keep)
    if (!name || 'state' in files) return
    const wasAbsent = (await before.recall(roleOf(name))) === 'absent'
    const session = await hosts.windows(name)
    const site = await lookAtSite(session)
    for (const file of files) await takeFileAway({ session, before, log }, site.folder, file)
    if (!wasAbsent || !site.isInstalled) return
    const left = (await session.run(filesIn(site.folder))).map(nameIn).filter((one) => !/^iis-?(start|85)/i.test(one))
    if (left.length > 0)
      return log(`IIS stays: ${site.folder} holds ${left.join(', ')}, which is not of this Step`, { host: name })
    await takeSiteAway(session)
    log(`IIS is removed again; Windows leaves ${site.folder} and the settings of the site behind`, { host: name })
  },
}

const publisherIn = (lab: Answers['lab']): string | undefined => hostsWith(lab, 'issuing-ca')[0]?.name

/** Under which name it is kept that there was no web server before. */
const roleOf = (host: string) => `${host} web server`

/** For what is called after a look has found both there. */
async function whatAndWhere({ answers, keep }: Pick<StepContext<Answers>, 'answers' | 'keep'>) {
  const name = publisherIn(answers.lab)
  const files = await publishedFiles(keep)
  if (name && !('state' in files)) return { name, files }
  throw new Failure('blocked', {
    message: 'What is to be served, or where, is not there any more.',
    remedy: 'Look again.',
  })
}

/** Where there is no issuing CA, or DNS is a person's, so may the serving be; the first Exchange server tells whether that is so. */
async function servedByOthers(
  { answers: { lab }, hosts }: Pick<StepContext<Answers>, 'answers' | 'hosts'>,
  files: readonly PublishedFile[],
): Promise<Finding> {
  const [exchange] = hostsWith(lab, 'exchange')
  for (const { name, der } of files) {
    const url = publishedUrl(lab, name)
    const served = exchange && (await servedBytes(await hosts.windows(exchange.name), url))
    if (served && 'bytes' in served && served.bytes.equals(der)) continue
    return blocked(
      `The inventory has no issuing CA that could serve the lists, and ${exchange?.name ?? 'no server'} does not get ${url}${served && 'why' in served ? `: ${served.why}` : ' as Part 2 made it.'}`,
      `Serve these files over plain http yourself, as DER and without a redirect: ${published.map((one) => publishedUrl(lab, one.name)).join(', ')}. Or add a host with the role issuing CA in Part 1.`,
      { part: 'lab', field: 'hosts', tab: 'answers', label: 'Go to the inventory' },
    )
  }
  return satisfied(`${exchange?.name} gets all four files from where ${lab.pkiName} leads to.`)
}

function nameIn(item: unknown): string {
  return typeof item === 'object' && item !== null && 'Name' in item ? String(item.Name) : ''
}
