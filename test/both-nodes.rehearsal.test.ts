import ssh2 from 'ssh2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answers } from '#lib/parts/answers.ts'
import { enableCertificate } from '#lib/parts/client-access/enable-certificate.ts'
import { importCertificate } from '#lib/parts/client-access/import-certificate.ts'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { highAvailability } from '#lib/parts/high-availability/part.ts'
import { proveVirtualAddress } from '#lib/parts/high-availability/prove-virtual-address.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { loadBalancer } from '#lib/parts/load-balancer/part.ts'
import { pushConfiguration } from '#lib/parts/load-balancer/push-configuration.ts'
import { reloadHaproxy } from '#lib/parts/load-balancer/reload-haproxy.ts'
import { askHttps } from '#lib/protocols/https/ask-https.ts'
import { type OpenShell, openShell } from '#lib/protocols/ssh/shell.ts'
import { type RehearsalLab, rehearsal } from '#lib/rehearsal/rehearsal.ts'
import { Secret } from '#lib/secret.ts'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import type { Step } from '#lib/wizard/step.ts'
import { exchangeHosts } from './exchange-hosts.ts'
import { keptAuthority } from './kept-authority.ts'
import { labPlan, labsFolder, sudoPassword, windowsPassword } from './rehearsal-lab.ts'
import { stepContext, type TestContext } from './step-context.ts'

// The tests go on where the one before has left the nodes: walked, disturbed, put back.
let lab: RehearsalLab
let remove: () => Promise<void>
const shells: OpenShell[] = []
const contexts = new Map<string, TestContext>()
let values: Awaited<ReturnType<typeof keptAuthority>>
let answers: Answers

beforeAll(async () => {
  const key = ssh2.utils.generateKeyPairSync('ed25519')
  const folder = await labsFolder()
  remove = folder.remove
  const plan = labPlan(folder.labs, 'bothnodes')
  const signal = new AbortController().signal
  lab = rehearsal({ ...plan, login: { ...plan.login, publicKey: key.public } })
  await lab.raise({ log: () => {}, signal })

  const usual = defaultAnswers('rehearsal')
  answers = { ...usual, lab: { ...usual.lab, hosts: [...plan.hosts] } }
  values = await keptAuthority(answers)
  const exchange = exchangeHosts({
    dial: lab.dial,
    host: 'LAB-EX01',
    address: '10.113.0.21',
    password: windowsPassword,
  })
  const onExchange = stepContext({
    hosts: exchange.hosts,
    kept: values.set(kept.windowsPassword, windowsPassword),
    answers,
  })
  for (const step of [importCertificate, enableCertificate])
    expect(await applyStep(step, onExchange)).toMatchObject({ outcome: 'changed' })
  await exchange.close()

  for (const { host, fingerprint } of await lab.hostKeys()) {
    const login = { user: 'fairlead', method: 'key' as const, privateKey: new Secret(key.private) }
    const address = plan.hosts.find(({ name }) => name === host)?.address ?? ''
    const place = { host, address, port: 22, dial: lab.dial, approved: fingerprint, log: () => {}, signal }
    shells.push(await openShell({ ...place, login, sudoPassword }))
  }
})

afterAll(async () => {
  for (const shell of shells) shell.close()
  await lab?.discard()
  await remove?.()
})

/** What was before is kept for each Step, as the engine does. */
function contextOf(step: Step<Answers>, changed = answers): TestContext {
  const context = contexts.get(step.id) ?? stepContext({ shells, kept: values, hosts: { dial: lab.dial } })
  contexts.set(step.id, context)
  return { ...context, answers: changed }
}

/** The two nodes alone: there is no DNS server in this lab. */
const steps = [...loadBalancer.steps, ...highAvailability.steps].filter(({ id }) => id !== 'repoint-dns')

test('both Parts are carried out on real nodes', async () => {
  for (const step of steps) {
    const { outcome, failure } = await applyStep(step, contextOf(step))
    expect([step.id, outcome, failure?.message]).toEqual([
      step.id,
      expect.stringMatching(/^(changed|satisfied)$/),
      undefined,
    ])
  }
})

test('a second run changes nothing', async () => {
  for (const step of steps) {
    const { outcome } = await applyStep(step, contextOf(step))
    expect([step.id, outcome]).toEqual([step.id, 'satisfied'])
  }
})

test('another configuration is loaded on both nodes without losing a request', async () => {
  const changed = { ...answers, 'load-balancer': { ...answers['load-balancer'], hsts: false } }
  const failed = await failedDuring(async () => {
    for (const step of [pushConfiguration, reloadHaproxy])
      expect(await applyStep(step, contextOf(step, changed))).toMatchObject({ outcome: 'changed' })
  })
  answers = changed
  expect(failed).toEqual([])
})

test('a configuration that cannot be bound is taken back, and clients notice nothing', async () => {
  const elsewhere = { ...answers, lab: { ...answers.lab, virtualAddress: '10.113.0.99' } }
  // Somebody else already listens there on both nodes.
  const squatter = ['systemd-socket-activate', '-l', '10.113.0.99:80', '/bin/cat']
  for (const shell of shells) await shell.run(['systemd-run', '--unit=squatter', ...squatter])
  const failed = await failedDuring(async () => {
    await applyStep(pushConfiguration, contextOf(pushConfiguration, elsewhere))
    const { outcome, failure } = await applyStep(reloadHaproxy, contextOf(reloadHaproxy, elsewhere))
    expect([outcome, failure?.message]).toEqual([
      'failed',
      expect.stringMatching(/lab-hap02.*already in use.*The configuration that ran before is back/),
    ])
  })
  expect(failed).toEqual([])
  for (const shell of shells) await shell.run(['systemctl', 'stop', 'squatter'])
  for (const step of steps) await applyStep(step, contextOf(step))
  expect(await lookAtStep(reloadHaproxy, contextOf(reloadHaproxy))).toMatchObject({ outcome: 'satisfied' })
})

test('two holders are found and told apart from one', async () => {
  const [, second] = shells
  const table = ['inet', 'fairlead_test']
  await second?.run(['nft', 'add', 'table', ...table])
  await second?.run(['nft', 'add', 'chain', ...table, 'in', '{ type filter hook input priority 0; }'])
  await second?.run(['nft', 'add', 'rule', ...table, 'in', 'meta', 'l4proto', '112', 'drop'])
  const detail = async () => (await lookAtStep(proveVirtualAddress, contextOf(proveVirtualAddress))).detail
  await expect
    .poll(detail, { timeout: 20_000, interval: 500 })
    .toContain('lab-hap01 and lab-hap02 both hold 10.113.0.10')
  await second?.run(['nft', 'delete', 'table', ...table])
  await expect.poll(detail, { timeout: 20_000, interval: 500 }).toContain('lab-hap01 alone holds 10.113.0.10')
})

test('undo leaves the nodes without a trace in the kernel, in systemd and in the folders that others read', async () => {
  for (const step of steps.toReversed())
    if (step.undo) expect((await undoStep(step, contextOf(step))).failure).toBeUndefined()
  for (const shell of shells) {
    const { stdout } = await shell.ask(['sh', '-c', LEFT])
    expect(stdout.trim().split('\n')).toEqual(['0', 'no 10.113.0.10', 'inactive', 'inactive'])
  }
})

const LEFT = `sysctl -n net.ipv4.ip_nonlocal_bind
ip -4 addr | grep -q 10.113.0.10/ || echo no 10.113.0.10
systemctl is-active haproxy keepalived
find /etc/haproxy/certs /etc/haproxy/pki /etc/haproxy/ca /etc/sysctl.d/60-fairlead.conf /etc/keepalived/keepalived.conf /usr/libexec/keepalived -type f 2>/dev/null
getent passwd keepalived_script`

/** Twenty requests a second from the workstation while something is done; what was not answered with 200. */
async function failedDuring(deed: () => Promise<void>): Promise<string[]> {
  const failed: string[] = []
  const ask = async () => {
    const at = { dial: lab.dial, address: '10.113.0.10', port: 443, servername: answers.lab.mailName }
    const path = '/owa/healthcheck.htm'
    await askHttps({ ...at, path, ca: [String(values.get(kept.rootCertificate))], timeoutMs: 5000 }).then(
      ({ status }) => status === 200 || failed.push(`HTTP ${status}`),
      (error: Error) => failed.push(error.message),
    )
  }
  const asked: Promise<void>[] = []
  const clock = setInterval(() => asked.push(ask()), 50)
  await deed().finally(() => clearInterval(clock))
  await Promise.all(asked)
  return failed
}
