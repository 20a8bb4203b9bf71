import { db } from '#lib/db.ts'
import type { Secret } from '#lib/secret.ts'
import { seal, unseal } from '#lib/vault.ts'
import type { Before, Keep } from './step.ts'

/** What the wizard keeps for a lab: texts in clear, secrets sealed under the vault's key and bound to lab and name. */
export function keepOf(labId: string, learn: (secret: Secret) => void = () => {}): Keep {
  const find = (name: string) => db.kept.findUnique({ where: { labId_name: { labId, name } } })
  const put = (name: string, value: { text: string | null; sealed: string | null }) =>
    db.kept.upsert({ where: { labId_name: { labId, name } }, create: { labId, name, ...value }, update: value })

  return {
    read: async (name) => (await find(name))?.text ?? undefined,
    write: async (name, text) => void (await put(name, { text, sealed: null })),
    async readSecret(name) {
      const sealed = (await find(name))?.sealed
      if (!sealed) return undefined
      const secret = unseal(sealed, placeOf(labId, name))
      learn(secret)
      return secret
    },
    async writeSecret(name, secret) {
      learn(secret)
      await put(name, { text: null, sealed: seal(secret, placeOf(labId, name)) })
    },
    remove: async (name) => void (await db.kept.deleteMany({ where: { labId, name } })),
  }
}

export const placeOf = (labId: string, name: string): string => `${labId}/${name}`

/** Every secret of a lab, for the redaction of its logs. */
export async function secretsOf(labId: string): Promise<Secret[]> {
  const rows = await db.kept.findMany({ where: { labId, sealed: { not: null } } })
  return rows.flatMap(({ name, sealed }) => (sealed ? [unseal(sealed, placeOf(labId, name))] : []))
}

/** The first value under a name stays: a Step that is applied again must not take its own work for what was there before. */
export function beforeOf(labId: string, stepId: string): Before {
  return {
    async keep(name, value) {
      const where = { labId_stepId_name: { labId, stepId, name } }
      await db.beforeValue.upsert({ where, create: { labId, stepId, name, value }, update: {} })
    },
    async recall(name) {
      return (await db.beforeValue.findUnique({ where: { labId_stepId_name: { labId, stepId, name } } }))?.value
    },
  }
}

export const forgetBefore = async (labId: string, stepId: string): Promise<void> =>
  void (await db.beforeValue.deleteMany({ where: { labId, stepId } }))
