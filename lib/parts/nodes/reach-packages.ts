import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { isOlder, unknownSystem } from '#lib/parts/install-package.ts'
import { haproxyWanted } from '#lib/parts/load-balancer/install-haproxy.ts'
import { type Packager, packagerOf } from '#lib/parts/packages.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { blocked, type Finding, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { lookAtNodes, nodeNames, nodeShells, planForNodes } from './each-node.ts'

export const reachPackages: Step<Answers> = {
  id: 'reach-packages',
  title: 'Reach HAProxy and keepalived',
  purpose: 'Before anything is built on them: does the distribution of each node offer both, and are they new enough?',
  hostsOf: nodeNames,
  timeoutMs: 300_000,

  check: (context) => lookAtNodes(context, (shell) => look(shell, context)),

  plan: (context) =>
    planForNodes(context, async (shell) => {
      const packager = await packagerOf(shell)
      if (!packager || missingIn(await offered(shell, packager)).length === 0) return []
      return [{ host: shell.host, summary: 'Would fetch the package lists anew', command: packager.refresh.join(' ') }]
    }),

  async apply(context) {
    for await (const shell of nodeShells(context)) {
      const packager = await packagerOf(shell)
      if (packager && missingIn(await offered(shell, packager)).length > 0) await refresh(shell, packager.refresh)
    }
  },

  verify: (context) =>
    lookAtNodes(context, async (shell) => {
      const found = await look(shell, context)
      // The lists are fresh now: what is missing still, is not offered.
      return found.state === 'unsatisfied' ? notOffered(shell, found.detail) : found
    }),
}

async function look(shell: Shell, { prove }: StepContext<Answers>): Promise<Finding> {
  const packager = await packagerOf(shell)
  if (!packager) return unknownSystem(shell)
  const versions = await offered(shell, packager)
  const { haproxy, keepalived } = versions
  if (haproxy && isOlder(haproxy, haproxyWanted.least))
    return blocked(
      `${shell.host} is offered HAProxy ${haproxy}; Fairlead needs ${haproxyWanted.least} or newer.`,
      haproxyWanted.tooOld,
    )
  if (!haproxy || !keepalived)
    return unsatisfied(`The package lists of ${shell.host} do not know ${missingIn(versions).join(' or ')}.`)
  prove({
    kind: 'fact',
    subject: `Packages for ${shell.host}`,
    data: [
      { name: 'HAProxy', value: haproxy },
      { name: 'keepalived', value: keepalived },
      { name: 'SELinux', value: await seLinuxOf(shell) },
      { name: 'firewalld', value: await firewalldOf(shell) },
    ],
  })
  return satisfied(`${shell.host} can have HAProxy ${haproxy} and keepalived ${keepalived}.`)
}

type Offered = { haproxy: string | undefined; keepalived: string | undefined }

async function offered(shell: Shell, packager: Packager): Promise<Offered> {
  const version = async (name: string) => packager.candidateIn((await shell.ask(packager.candidate(name))).stdout)
  return { haproxy: await version('haproxy'), keepalived: await version('keepalived') }
}

const missingIn = (versions: Offered): string[] =>
  Object.entries(versions).flatMap(([name, version]) => (version ? [] : [name]))

async function refresh(shell: Shell, command: Parameters<Shell['run']>[0]) {
  try {
    await shell.run(command)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'command-failed') throw error
    throw new Failure('command-failed', {
      message: `${shell.host} could not fetch its package lists. ${error.message}`,
      remedy: `Look at the network, DNS, proxy and package sources of ${shell.host}: “${command.join(' ')}” must work there.`,
      cause: error,
    })
  }
}

const notOffered = ({ host }: Shell, detail: string): Finding =>
  blocked(
    `${detail} They have just been fetched, so the package sources of ${host} do not offer it.`,
    `Turn on the distribution's main package source on ${host} (Debian: main; Ubuntu: main and universe; RHEL: AppStream).`,
  )

/** Enforcing SELinux changes what Parts 5 and 6 must allow; it is said here and kept in the report. */
async function seLinuxOf(shell: Shell): Promise<string> {
  const { exitCode, stdout } = await shell.ask(['getenforce'])
  return exitCode === 0 ? stdout.trim().toLowerCase() : 'not installed'
}

async function firewalldOf(shell: Shell): Promise<string> {
  const { exitCode } = await shell.ask(['systemctl', 'is-active', '--quiet', 'firewalld.service'])
  return exitCode === 0 ? 'active' : 'not active'
}
