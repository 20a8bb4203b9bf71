import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { readIdentity } from '#lib/protocols/ssh/identity.ts'
import type { Dial, HostIdentity } from '#lib/wizard/hosts.ts'
import { readAnswers } from './answers.ts'
import { dialOf } from './rehearsal.ts'

/** Asks every Linux host for its key and writes down what it offered. Approves nothing. */
export async function lookAtIdentities(
  labId: string,
  signal: AbortSignal = AbortSignal.timeout(30_000),
  dial?: Dial,
): Promise<HostIdentity[]> {
  const { lab } = await readAnswers(labId)
  const reach = dial ?? (await dialOf(labId))
  return Promise.all(
    hostsWith(lab, 'load-balancer').map(async ({ name: host, address }) => {
      const { algorithm, fingerprint } = await readIdentity({
        host,
        address,
        port: lab.login.port,
        dial: reach,
        signal,
      })
      const offered = { algorithm, offeredFingerprint: fingerprint, offeredAt: new Date() }
      const row = await db.hostIdentity.upsert({
        where: { labId_host: { labId, host } },
        create: { labId, host, ...offered },
        update: offered,
      })
      return {
        host,
        algorithm,
        fingerprint,
        approved: row.approvedFingerprint === fingerprint,
        ...(row.approvedFingerprint && { approvedFingerprint: row.approvedFingerprint }),
      }
    }),
  )
}

/** Approves exactly the fingerprint that the person saw: a key that changed in the meantime is not approved with it. */
export async function approveIdentity(
  labId: string,
  host: string,
  fingerprint: string,
  by = 'Administrator',
): Promise<void> {
  const { count } = await db.hostIdentity.updateMany({
    where: { labId, host, offeredFingerprint: fingerprint },
    data: { approvedFingerprint: fingerprint, approvedAt: new Date(), approvedBy: by },
  })
  if (count === 1) return
  throw new Failure('identity-changed', {
    message: `${host} no longer shows the key ${fingerprint}.`,
    remedy: 'Look at the identities again and compare the new fingerprint with the console of the machine.',
  })
}

export const forgetIdentity = async (labId: string, host: string): Promise<void> =>
  void (await db.hostIdentity.deleteMany({ where: { labId, host } }))
