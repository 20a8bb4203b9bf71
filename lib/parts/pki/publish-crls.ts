import type { Answers } from '#lib/parts/answers.ts'
import { type Crl, isCrlOf, issueCrl, readCrl } from '#lib/protocols/x509/crl.ts'
import { type Finding, type Keep, type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { type Authority, authorities, signer, signerOrThrow } from './authorities.ts'
import { day, isDue } from './life.ts'

const both: Authority[] = [authorities.root, authorities.intermediate]

export const publishCrls: Step<Answers> = {
  id: 'publish-crls',
  title: 'Issue the revocation lists',
  purpose:
    'Exchange asks for the CRL of both authorities and marks a certificate RevocationCheckFailure where it gets none. HAProxy serves them over plain http from Part 5 on.',
  hostsOf: () => ['Fairlead'],
  timeoutMs: 30_000,

  async check({ keep, prove }) {
    const lists: { name: string; value: string }[] = []
    for (const authority of both) {
      const found = await look(keep, authority)
      if ('state' in found) return found
      lists.push({ name: found.issuer, value: `number ${found.number}, valid until ${day(found.nextUpdate)}` })
    }
    prove({ kind: 'fact', subject: 'Revocation lists', data: lists })
    return satisfied(lists.map(({ name, value }) => `${name}: ${value}`).join('; '))
  },

  async plan({ answers, keep }) {
    const due = await dueIn(keep)
    return due.map(({ title }) => ({
      host: 'Fairlead',
      summary: `Would let the ${title} sign a new revocation list, valid for ${answers.pki.crlDays} days`,
    }))
  },

  async apply({ answers, keep, log }) {
    for (const authority of await dueIn(keep)) {
      const issuer = await signerOrThrow(keep, authority)
      const number = await nextNumber(keep, authority)
      await keep.write(authority.crl, await issueCrl({ issuer, number, days: answers.pki.crlDays }))
      log(`the ${authority.title} signed revocation list ${number}`, { level: 'good' })
    }
  },

  async undo({ keep }) {
    for (const { crl } of both) await keep.remove(crl)
  },
}

type Current = Crl & { number: bigint; nextUpdate: Date }

async function look(keep: Keep, authority: Authority): Promise<Current | Finding> {
  const issuer = await signer(keep, authority)
  if ('state' in issuer) return issuer
  const crl = await listIn(keep, authority)
  if (!crl) return unsatisfied(`There is no revocation list of the ${authority.title} yet.`)
  if (!(await isCrlOf(crl.pem, issuer.certificate)))
    return unsatisfied(`The revocation list that is kept was not signed by the ${authority.title} that is kept.`)
  if (isDue({ notBefore: crl.thisUpdate, notAfter: crl.nextUpdate }, Number.POSITIVE_INFINITY))
    return unsatisfied(
      `The revocation list of the ${authority.title} is valid until ${day(crl.nextUpdate)}; less than a third of its life is left.`,
    )
  return crl
}

async function listIn(keep: Keep, { crl }: Authority): Promise<Current | undefined> {
  const pem = await keep.read(crl)
  if (pem === undefined) return undefined
  const { number, nextUpdate, ...rest } = readCrl(pem)
  return number === undefined || nextUpdate === undefined ? undefined : { ...rest, number, nextUpdate }
}

async function dueIn(keep: Keep): Promise<Authority[]> {
  const looked = await Promise.all(both.map(async (authority) => ({ authority, found: await look(keep, authority) })))
  return looked.flatMap(({ authority, found }) => ('state' in found ? [authority] : []))
}

/** Numbers rise (RFC 5280, 5.2.3). Counted in seconds, they do so even where the last list was lost. */
async function nextNumber(keep: Keep, authority: Authority): Promise<bigint> {
  const last = (await listIn(keep, authority))?.number ?? 0n
  const now = BigInt(Math.floor(Date.now() / 1000))
  return last >= now ? last + 1n : now
}
