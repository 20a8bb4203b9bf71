import type { Answers } from '#lib/parts/answers.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { textIn } from './exchange-servers.ts'
import { propertyOf } from './settings.ts'

/** As 15.0.1497.2 for Exchange Server 2013 with Cumulative Update 23. */
export type Build = readonly [major: number, minor: number, build: number, revision: number]

/** Service Pack 1 for Exchange Server 2013, the first with MAPI over HTTP. */
export const firstWithMapi: Build = [15, 0, 847, 32]

/** Exchange Server 2016: MAPI over HTTP is there from the start, and its .NET Framework does not pin what it returns. */
export const exchange2016: Build = [15, 1, 0, 0]

/** What a server says of itself; `undefined` where that is no version. */
export async function buildOf({ hosts }: StepContext<Answers>, server: string): Promise<Build | undefined> {
  const session = await hosts.exchange(server)
  const [object] = await session.run([{ name: 'Get-ExchangeServer', parameters: { Identity: server } }])
  const version = propertyOf(object, 'AdminDisplayVersion')
  const parts = ['Major', 'Minor', 'Build', 'Revision'].map((name) => Number(propertyOf(version, name)))
  // Exchange's endpoint writes it as text; what comes from elsewhere may still be an object of four numbers.
  const text = parts.every(Number.isInteger)
    ? `Version ${parts[0]}.${parts[1]} (Build ${parts[2]}.${parts[3]})`
    : version
  return buildIn(textIn(text))
}

/** `Version 15.0 (Build 1497.2)`; Cumulative Updates of later years write `(Build 30847.2)` for 15.0.847.2. */
export function buildIn(text: string): Build | undefined {
  const [, major, minor, build, revision] = /^Version (\d+)\.(\d+) \(Build (\d+)\.(\d+)\)$/.exec(text.trim()) ?? []
  if (!major || !minor || !build || !revision) return undefined
  return [Number(major), Number(minor), Number(build) % 30_000, Number(revision)]
}

export function isBefore(build: Build, other: Build): boolean {
  const at = build.findIndex((number, index) => number !== other[index])
  return at !== -1 && (build[at] ?? 0) < (other[at] ?? 0)
}

export const buildInWords = (build: Build | undefined): string => build?.join('.') ?? 'a build that is not told'
