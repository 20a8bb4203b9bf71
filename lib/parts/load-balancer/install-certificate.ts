import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { putBack, setAside } from '#lib/parts/set-aside.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { type Change, type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { fitCertificates } from './fit-certificates.ts'
import { evidenceOn, lackingOn, loadedFiles, loadedPaths } from './loaded-files.ts'
import { AUTHORITIES, CERTIFICATES, CONFIGURATION, PUBLISHED } from './places.ts'

/** The files that HAProxy loads beside its configuration. That it shows them is asked by `reload-haproxy`, which makes it so. */
export const installCertificate: Step<Answers> = {
  id: 'install-certificate',
  title: 'Install certificate, authorities and CRLs',
  purpose:
    'The certificate with its key for clients, the authorities to trust towards Exchange, CRLs and CA certificates for port 80.',
  hostsOf: ({ lab }) => hostsWith(lab, 'load-balancer').map(({ name }) => name),
  timeoutMs: 120_000,

  async check({ answers, hosts, keep, prove }) {
    const fit = await fitCertificates(answers, keep)
    if ('state' in fit) return fit
    const files = loadedFiles(answers, fit)
    const lacking: string[] = []
    for (const { name } of hostsWith(answers.lab, 'load-balancer')) {
      const paths = (await lackingOn(await hosts.shell(name), files)).map(({ path }) => path)
      const [only] = paths
      if (paths.length === 1) lacking.push(`${name} lacks the PKI’s ${only}`)
      if (paths.length > 1) lacking.push(`${name} lacks ${paths.length} of the PKI’s ${files.length} files`)
    }
    if (lacking.length > 0) return unsatisfied(`${lacking.join(', ')}.`)
    for (const { name } of hostsWith(answers.lab, 'load-balancer'))
      for (const proof of await evidenceOn(await hosts.shell(name), files)) prove(proof)
    return satisfied(`${files.length} files stand on each node as the PKI keeps them.`)
  },

  async plan({ answers, hosts, keep }) {
    const fit = await fitCertificates(answers, keep)
    if ('state' in fit) return []
    const changes: Change[] = []
    for (const { name } of hostsWith(answers.lab, 'load-balancer'))
      for (const { path, what } of await lackingOn(await hosts.shell(name), loadedFiles(answers, fit)))
        changes.push({ host: name, summary: `Would write ${path} (${what})` })
    return changes
  },

  async apply({ answers, hosts, keep, before, log }) {
    const fit = await fitCertificates(answers, keep)
    if ('state' in fit) return
    for (const { name } of hostsWith(answers.lab, 'load-balancer')) {
      const shell = await hosts.shell(name)
      await shell.run(['install', '-d', '-m', '0700', CERTIFICATES])
      await shell.run(['install', '-d', '-m', '0755', AUTHORITIES, PUBLISHED])
      for (const file of await lackingOn(shell, loadedFiles(answers, fit))) {
        await setAside(before, shell, file.path)
        await shell.write(file.path, file.content, { mode: file.mode, owner: 'root', group: 'root' })
        log(`wrote ${file.path}: ${file.what}`, { host: name })
      }
    }
  },

  async undo({ answers, hosts, before }) {
    for (const { name } of hostsWith(answers.lab, 'load-balancer')) {
      const shell = await hosts.shell(name)
      await refuseWhileNeeded(shell)
      for (const path of loadedPaths(answers)) await putBack(before, shell, path)
    }
  },
}

/** HAProxy would not start again while its configuration names files that are gone. */
async function refuseWhileNeeded(shell: Shell): Promise<void> {
  if (!(await shell.read(CONFIGURATION))?.includes('description fairlead-')) return
  throw new Failure('blocked', {
    message: `${CONFIGURATION} on ${shell.host} still names these files.`,
    remedy: 'Undo the configuration first, then the certificate.',
    fix: { part: 'load-balancer', step: 'push-configuration', label: 'Go to the configuration' },
  })
}
