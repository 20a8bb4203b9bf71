/** At boot: says what died with the last process, and ends runs and event streams cleanly when this one is told to stop. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { boot } = await import('#lib/labs/boot.ts')
  await boot()
}
