import type { Answers } from '#lib/parts/answers.ts'
import { enableCertificate } from '#lib/parts/client-access/enable-certificate.ts'
import { importCertificate } from '#lib/parts/client-access/import-certificate.ts'
import { issueLeaf } from '#lib/parts/client-access/issue-leaf.ts'
import { proveChain } from '#lib/parts/client-access/prove-chain.ts'
import { requestCertificate } from '#lib/parts/client-access/request-certificate.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { trustAuthorities } from '#lib/parts/pki/trust-authorities.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { servedCertificate } from '#lib/protocols/x509/served.ts'
import type { HostState } from '#lib/rehearsal/windows/state/host-state.ts'
import { applyStep, undoStep } from '#lib/wizard/run-step.ts'
import { keptText, labAuthorities } from './lab-pki.ts'
import { stepContext, type TestContext } from './step-context.ts'
import { windowsLab } from './windows-lab.ts'

/** From the request to the services that use the certificate. */
export const certificateSteps = [requestCertificate, issueLeaf, proveChain, importCertificate, enableCertificate]
export const servers = ['LAB-EX01', 'LAB-EX02'] as const

/** Two simulated Exchange servers that trust the authorities, and a wizard that keeps nothing but those. */
export async function certificateLab() {
  const lab = await windowsLab()
  await applyStep(trustAuthorities, lab.context)
  const stateOf = (name: string) => {
    const state = lab.running.get(name)?.host.state.read()
    if (!state) throw new Error(`this lab has no ${name}`)
    return state
  }
  const first = new Map<string, string>(servers.map((name) => [name, JSON.stringify(stateOf(name))]))
  // The host wrote it, as its own state.
  const firstState = (name: string): HostState => JSON.parse(first.get(name) ?? '{}') as HostState
  const authorities = await labAuthorities()
  const password = lab.context.kept.get(kept.windowsPassword)
  if (password) authorities.set(kept.windowsPassword, password)

  const fresh = (changed: Partial<Answers['client-access']> = {}, keeps = authorities): TestContext => {
    const { answers, hosts } = lab.context
    const exchange = { ...answers['client-access'], ...changed }
    return stepContext({ answers: { ...answers, 'client-access': exchange }, hosts, kept: new Map(keeps) })
  }

  const put = async (states: readonly HostState[]) => {
    for (const [index, name] of servers.entries())
      await lab.running.get(name)?.host.state.change((draft) => {
        for (const key of Object.keys(draft)) Reflect.deleteProperty(draft, key)
        Object.assign(draft, structuredClone(states[index]))
      })
  }

  return {
    ...{ lab, stateOf, firstState, fresh, put },

    /** Both servers as they were at first, and the wizard that begins there. */
    async reset(changed: Partial<Answers['client-access']> = {}): Promise<TestContext> {
      await put(servers.map(firstState))
      lab.sent.length = 0
      lab.dies = undefined
      return fresh(changed)
    },

    /** SHA-1 of what a client is shown on port 443. */
    async servedBy(name: string): Promise<string> {
      const address = lab.context.answers.lab.hosts.find((host) => host.name === name)?.address ?? ''
      const { dial } = lab.context.hosts
      return (await servedCertificate({ dial, address, port: 443, servername: 'mail.digitalbrain.com.au' })).leaf.sha1
    },

    /** Host and first word of every pipeline that changed a certificate, a service or IIS. */
    changes: (): string[] =>
      lab.sent.flatMap((line) => {
        const [, host, word = ''] = /^(\S+): (\S+)/.exec(line) ?? []
        if (line.includes('iisreset')) return [`${host}: iisreset`]
        return /^(New|Import|Enable|Remove)-ExchangeCertificate$/.test(word) ? [`${host}: ${word}`] : []
      }),
  }
}

export const leafOf = (context: TestContext) => readCertificate(keptText(context, kept.leafCertificate))

/** The outcome of each Step, and what went wrong where something did. */
export async function walk(context: TestContext, steps = certificateSteps): Promise<string[]> {
  const outcomes: string[] = []
  for (const step of steps) {
    const { outcome, failure } = await applyStep(step, contextOf(context, step.id))
    outcomes.push(outcome, ...(failure ? [failure.message] : []))
  }
  return outcomes
}

export async function unwind(context: TestContext): Promise<string[]> {
  const outcomes: string[] = []
  for (const step of certificateSteps.filter(({ undo }) => undo).reverse()) {
    const { outcome, failure } = await undoStep(step, contextOf(context, step.id))
    outcomes.push(failure?.message ?? outcome)
  }
  return outcomes
}

const befores = new WeakMap<object, Map<string, TestContext['before']>>()

/** What was before is kept for each Step, as the engine does. */
export function contextOf(context: TestContext, step: string): TestContext {
  const all = befores.get(context.kept) ?? new Map<string, TestContext['before']>()
  befores.set(context.kept, all)
  const before = all.get(step) ?? stepContext().before
  all.set(step, before)
  return { ...context, before }
}
