import type { Answers } from '#lib/parts/answers.ts'
import type { LabHost } from '#lib/parts/lab/schema.ts'
import type { ServiceAnswer, StepContext } from '#lib/wizard/step.ts'
import { testAutodiscover } from './test-autodiscover.ts'
import { testCertificate } from './test-certificate.ts'
import { testPages } from './test-pages.ts'

export type Fault = {
  /** A whole sentence that names the server. */
  said: string
  remedy: string
  /** It is as a server is that has just started: worth waiting for. */
  mayPass?: boolean
  fix?: { part: string; step?: string; field?: string; tab?: string; label: string }
}

/** What one test found; `facts` as a person reads them. */
export type Tested = { facts: { name: string; value: string }[]; rows: ServiceAnswer[]; faults: Fault[] }

/** What the tests go by: what Fairlead made and keeps. In PEM. */
export type Expected = { root: string; intermediate: string; leaf: string; mailbox: string }

export type TestContext = Pick<StepContext<Answers>, 'answers' | 'hosts' | 'keep' | 'signal'>

export const TEST_MS = 15_000

/** One Exchange server as a client meets it: its certificate first, for nothing is said to a server that is not believed. */
export async function testServer(context: TestContext, server: LabHost, expected: Expected): Promise<Tested> {
  const certificate = await testCertificate(context, server, expected)
  if (certificate.faults.length > 0) return certificate
  const pages = await testPages(context, server, expected)
  const autodiscover = await testAutodiscover(context, server, expected)
  return {
    facts: [certificate, pages, autodiscover].flatMap(({ facts }) => facts),
    rows: [certificate, pages, autodiscover].flatMap(({ rows }) => rows),
    faults: [certificate, pages, autodiscover].flatMap(({ faults }) => faults),
  }
}

export const faulty = (said: string, remedy: string, fix?: Fault['fix']): Tested => ({
  facts: [],
  rows: [],
  faults: [{ said, remedy, ...(fix && { fix }) }],
})
