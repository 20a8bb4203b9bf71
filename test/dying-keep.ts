import type { Keep } from '#lib/wizard/step.ts'

/** The wizard dies at its n-th change of what is kept: that one and all after it do not happen. */
export function dyingKeep(keep: Keep, afterChanges: number): Keep {
  let left = afterChanges
  const live = () => {
    if (left-- <= 0) throw new Error('the wizard died here')
  }
  return {
    ...keep,
    async write(name, text) {
      live()
      await keep.write(name, text)
    },
    async writeSecret(name, secret) {
      live()
      await keep.writeSecret(name, secret)
    },
    async remove(name) {
      live()
      await keep.remove(name)
    },
  }
}
