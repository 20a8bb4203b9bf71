import { z } from 'zod'
import type { Prisma } from '#generated/prisma/client.ts'
import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith, type LabHost, windowsHosts } from '#lib/parts/lab/schema.ts'
import { readWindowsIdentity } from '#lib/protocols/doctor/windows-identity.ts'
import { readIdentity } from '#lib/protocols/ssh/identity.ts'
import type { Dial, HostIdentity, IdentityDetail } from '#lib/wizard/hosts.ts'
import { readAnswers } from './answers.ts'
import { dialOf } from './rehearsal.ts'
import { windowsDetails, windowsFingerprint } from './windows-fingerprint.ts'

type Offer = Pick<HostIdentity, 'protocol' | 'algorithm' | 'fingerprint' | 'details'>
export type IdentityKey = Pick<HostIdentity, 'host' | 'protocol'>

/** Asks every host who it is and writes down what it offered: Linux hosts by SSH, Windows hosts by WinRM. Approves nothing. */
export async function lookAtIdentities(
  labId: string,
  signal: AbortSignal = AbortSignal.timeout(30_000),
  dial?: Dial,
): Promise<HostIdentity[]> {
  const { lab } = await readAnswers(labId)
  const reach = dial ?? (await dialOf(labId))
  const looks = await Promise.allSettled([
    ...hostsWith(lab, 'load-balancer').map(async (host) =>
      written(labId, host, await sshOffer(host, lab.login.port, reach, signal)),
    ),
    ...windowsHosts(lab).map(async (host) => written(labId, host, await windowsOffer(host, reach, signal))),
  ])
  // Whoever answered is written down by now, also where another did not answer.
  const failures = looks.flatMap((look) => (look.status === 'rejected' ? [look.reason] : []))
  if (failures.length > 0) throw together(failures)
  return looks.flatMap((look) => (look.status === 'fulfilled' ? [look.value] : []))
}

/** Which identities belong to the inventory as it is now: a host may have changed its role, and with it its protocol. */
export function isInventoried({ lab }: Answers, { host, protocol }: IdentityKey): boolean {
  const hosts = protocol === 'ssh' ? hostsWith(lab, 'load-balancer') : windowsHosts(lab)
  return hosts.some(({ name }) => name === host)
}

/** Approves exactly the fingerprint that the person saw: one that changed in the meantime is not approved with it. */
export async function approveIdentity(
  labId: string,
  { host, protocol, fingerprint }: IdentityKey & { fingerprint: string },
  by = 'Administrator',
): Promise<void> {
  const where = { labId, host, protocol, offeredFingerprint: fingerprint }
  const offered = await db.hostIdentity.findFirst({ where })
  const { count } = await db.hostIdentity.updateMany({
    where,
    data: {
      approvedFingerprint: fingerprint,
      approvedDetails: detailsIn(offered?.offeredDetails),
      approvedAt: new Date(),
      approvedBy: by,
    },
  })
  if (count === 1) return
  throw new Failure('identity-changed', {
    message: `${host} no longer shows ${fingerprint}.`,
    remedy: 'Look at the identities again and compare what it shows now with the console of the machine.',
  })
}

export const forgetIdentity = async (labId: string, { host, protocol }: IdentityKey): Promise<void> =>
  void (await db.hostIdentity.deleteMany({ where: { labId, host, protocol } }))

export const detailsIn = (stored: Prisma.JsonValue | undefined): IdentityDetail[] =>
  z.array(z.object({ name: z.string(), value: z.string() })).parse(stored ?? [])

async function sshOffer({ name, address }: LabHost, port: number, dial: Dial, signal: AbortSignal): Promise<Offer> {
  const { algorithm, fingerprint } = await readIdentity({ host: name, address, port, dial, signal })
  return { protocol: 'ssh', algorithm, fingerprint, details: [] }
}

async function windowsOffer({ name, address }: LabHost, dial: Dial, signal: AbortSignal): Promise<Offer> {
  const shown = await readWindowsIdentity({ host: name, address, dial }, signal)
  return {
    protocol: 'winrm',
    algorithm: shown.kind,
    fingerprint: windowsFingerprint(shown),
    details: windowsDetails(shown),
  }
}

async function written(labId: string, { name: host }: LabHost, offer: Offer): Promise<HostIdentity> {
  const { protocol, algorithm, fingerprint, details } = offer
  const offered = {
    algorithm,
    offeredFingerprint: fingerprint,
    offeredDetails: details,
    offeredAt: new Date(),
  }
  const row = await db.hostIdentity.upsert({
    where: { labId_host_protocol: { labId, host, protocol } },
    create: { labId, host, protocol, ...offered },
    update: offered,
  })
  return {
    host,
    ...offer,
    approved: row.approvedFingerprint === fingerprint,
    ...(row.approvedFingerprint && { approvedFingerprint: row.approvedFingerprint }),
  }
}

function together(reasons: unknown[]): Failure {
  const failures = reasons.map((reason) => Failure.from(reason))
  const [first = Failure.from(undefined)] = failures
  if (failures.length === 1) return first
  return new Failure(first.code, {
    message: failures.map(({ message }) => message).join(' '),
    remedy: [...new Set(failures.flatMap(({ remedy }) => remedy ?? []))].join(' '),
    cause: first,
  })
}
