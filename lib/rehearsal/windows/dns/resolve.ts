import type { Answer, Question } from 'dns-packet'
import { type DnsRecord, sameName, type Zones, zoneOf } from './zones.ts'

/** RFC 1035 4.1.1. */
export const rcode = { ok: 0, malformed: 1, noSuchName: 3, notImplemented: 4, refused: 5 } as const

export type Resolved = { rcode: number; isAuthoritative: boolean; answers: Answer[]; authorities: Answer[] }

/** Longer chains of aliases are loops or mistakes. */
const MOST_ALIASES = 8

/** What this server knows by itself: it asks no other, and refuses what lies outside its zones. */
export function resolve(zones: Readonly<Zones>, { name, type, class: kind }: Question): Resolved {
  const answers: Answer[] = []
  let asked = name.toLowerCase()
  for (let at = 0; at < MOST_ALIASES; at += 1) {
    const found = kind === 'IN' ? zoneOf(zones, asked) : undefined
    if (!found) return answers.length > 0 ? done(answers) : nothing(rcode.refused)
    const { zone, own, relative } = found
    const here = zone.records.filter((one) => sameName(one.name, relative))
    const fitting = here.filter((one) => one.type === type || String(type) === 'ANY')
    const alias = here.find((one) => one.type === 'CNAME')
    const authority = zone.records.filter((one) => one.type === 'SOA').flatMap((one) => answerOf(own, one))

    if (fitting.length > 0) return done([...answers, ...fitting.flatMap((one) => answerOf(asked, one))])
    if (!alias) {
      // A name that only leads to others below it is there, and has nothing to say.
      const leads = zone.records.some((one) => one.name.toLowerCase().endsWith(`.${relative}`))
      const isThere = here.length > 0 || leads || relative === '@'
      return {
        ...nothing(isThere ? rcode.ok : rcode.noSuchName),
        isAuthoritative: true,
        answers,
        authorities: authority,
      }
    }
    answers.push(...answerOf(asked, alias))
    asked = withoutDot(alias.data).toLowerCase()
  }
  return done(answers)
}

const nothing = (code: number): Resolved => ({ rcode: code, isAuthoritative: false, answers: [], authorities: [] })
const done = (answers: Answer[]): Resolved => ({ rcode: rcode.ok, isAuthoritative: true, answers, authorities: [] })

function answerOf(name: string, { type, ttlSeconds: ttl, data }: DnsRecord): Answer[] {
  if (type === 'A' || type === 'AAAA') return [{ name, type, ttl, data }]
  if (type === 'CNAME' || type === 'NS') return [{ name, type, ttl, data: withoutDot(data) }]
  if (type === 'TXT') return [{ name, type, ttl, data: [data] }]
  if (type !== 'SOA') return []
  const [mname = '', rname = '', ...numbers] = data.split(' ')
  const [serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0] = numbers.map(Number)
  return [
    {
      name,
      type,
      ttl,
      data: { mname: withoutDot(mname), rname: withoutDot(rname), serial, refresh, retry, expire, minimum },
    },
  ]
}

const withoutDot = (name: string) => name.replace(/\.$/, '')
