import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { windowsHosts } from '#lib/parts/lab/schema.ts'
import { noPassword } from '#lib/parts/no-password.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'
import { type Finding, type Keep, type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { authorities, signer } from './authorities.ts'
import {
  importCertificate,
  lookForAll,
  readBack,
  removeCertificate,
  removeFile,
  type Trust,
  writeFile,
} from './trust-pipelines.ts'

export const trustAuthorities: Step<Answers> = {
  id: 'trust-authorities',
  title: 'Let the Windows hosts trust the authorities',
  purpose:
    'The root CA into the store Root and the intermediate CA into the store CA of every Windows host, so that Exchange builds the chain and clients are not warned.',
  hostsOf: ({ lab }) => windowsHosts(lab).map(({ name }) => name),
  timeoutMs: 300_000,

  async check({ answers, keep, hosts, prove }) {
    const trusts = await trustsIn(keep)
    if ('state' in trusts) return trusts
    if (!(await keep.readSecret(kept.windowsPassword))) return noPassword(answers)
    const names = windowsHosts(answers.lab).map(({ name }) => name)
    for (const name of names) {
      const { missing, left } = await look(await hosts.windows(name), trusts)
      if (missing[0])
        return unsatisfied(`${name} does not hold the ${missing[0].title} in its store ${missing[0].store}.`)
      if (left[0]) return unsatisfied(`${name} still holds a file of an import that broke off.`)
    }
    const stores = trusts.map(({ certificate, store }) => `${certificate.sha1} in LocalMachine\\${store}`).join(', ')
    prove({ kind: 'fact', subject: 'trusted-authorities', data: names.map((name) => ({ name, value: stores })) })
    return satisfied(`${names.length} Windows hosts hold the root CA in Root and the intermediate CA in CA.`)
  },

  async plan({ answers, keep, hosts }) {
    const trusts = await trustsOrThrow(keep)
    const changes = []
    for (const { name } of windowsHosts(answers.lab)) {
      const { missing, left } = await look(await hosts.windows(name), trusts)
      for (const trust of missing) changes.push({ host: name, summary: wouldImport(trust), command: shown(trust) })
      for (const trust of left.filter((one) => !missing.includes(one)))
        changes.push({
          host: name,
          summary: 'Would remove the file of an import that broke off',
          command: showCommands(removeFile(trust)),
        })
    }
    return changes
  },

  async apply({ answers, keep, hosts, before, log }) {
    const trusts = await trustsOrThrow(keep)
    for (const { name } of windowsHosts(answers.lab)) {
      const session = await hosts.windows(name)
      const { missing, left } = await look(session, trusts)
      for (const trust of missing) {
        await before.keep(ours(name, trust), null)
        await importOn(session, trust)
        log(`the ${trust.title} stands in LocalMachine\\${trust.store}`, { host: name, level: 'good' })
      }
      for (const trust of left) if (!missing.includes(trust)) await session.run(removeFile(trust), { write: true })
    }
  },

  /** What stands in the store is read back: a certificate of this thumbprint, under the name that was asked for. */
  async verify(context) {
    const trusts = await trustsOrThrow(context.keep)
    for (const { name } of windowsHosts(context.answers.lab)) {
      const session = await context.hosts.windows(name)
      for (const trust of trusts) {
        const [found] = await session.run(readBack(trust))
        if (JSON.stringify(found ?? null).includes(trust.certificate.sha1)) continue
        return unsatisfied(`${name} does not show the ${trust.title} when its store ${trust.store} is read back.`)
      }
    }
    return trustAuthorities.check(context)
  },

  /** Only what this Step added goes; a host that trusted an authority before goes on trusting it. */
  async undo({ answers, keep, hosts, before, log }) {
    const trusts = await trustsIn(keep)
    if ('state' in trusts) return
    for (const { name } of windowsHosts(answers.lab)) {
      const added: Trust[] = []
      for (const trust of trusts) if ((await before.recall(ours(name, trust))) === null) added.push(trust)
      if (added.length === 0) continue
      const session = await hosts.windows(name)
      const { missing, left } = await look(session, added)
      for (const trust of left) await session.run(removeFile(trust), { write: true })
      for (const trust of added.filter((one) => !missing.includes(one))) {
        await session.run(removeCertificate(trust), { write: true })
        log(`the ${trust.title} is no longer in LocalMachine\\${trust.store}`, { host: name })
      }
    }
  },
}

async function trustsIn(keep: Keep): Promise<Trust[] | Finding> {
  const root = await signer(keep, authorities.root)
  if ('state' in root) return root
  const intermediate = await signer(keep, authorities.intermediate)
  if ('state' in intermediate) return intermediate
  return [
    { title: authorities.root.title, store: 'Root', certificate: root.facts },
    { title: authorities.intermediate.title, store: 'CA', certificate: intermediate.facts },
  ]
}

/** For what is called after a look has found both authorities there. */
async function trustsOrThrow(keep: Keep): Promise<Trust[]> {
  const trusts = await trustsIn(keep)
  if ('state' in trusts) throw new Failure('blocked', { message: trusts.detail, remedy: 'Look again.' })
  return trusts
}

async function look(session: WindowsSession, trusts: readonly Trust[]): Promise<{ missing: Trust[]; left: Trust[] }> {
  const found = await session.run(lookForAll(trusts))
  return {
    missing: trusts.filter((_, index) => found[index] !== true),
    left: trusts.filter((_, index) => found[trusts.length + index] === true),
  }
}

async function importOn(session: WindowsSession, trust: Trust): Promise<void> {
  await session.run(writeFile(trust), { write: true })
  await session.run(importCertificate(trust), { write: true })
  await session.run(removeFile(trust), { write: true })
}

/** Under which name it is kept that the host did not hold this certificate before. */
const ours = (host: string, { store, certificate }: Trust) => `${host} ${store} ${certificate.sha1}`

const wouldImport = ({ title, store, certificate }: Trust) =>
  `Would put the ${title} (${certificate.commonName}) into LocalMachine\\${store}`

const shown = (trust: Trust) =>
  [writeFile, importCertificate, removeFile].map((make) => showCommands(make(trust))).join('\n')
