/** What the set-up tells a person while it works: on standard error, so that a command's own output stays clean. */
export const say = (line) => process.stderr.write(`fairlead: ${line}\n`)

/** Says what begins, and how long it took. */
export async function telling(what, work) {
  say(`${what} …`)
  const started = performance.now()
  const result = await work()
  say(`${what}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return result
}
