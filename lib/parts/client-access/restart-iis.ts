import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import type { Cmd, WindowsSession } from '#lib/wizard/hosts.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { awaitHealthPages } from './health-pages.ts'
import { forgetOwed, owedRestart, oweRestart, writeOwed } from './owed-restart.ts'

const mostAttempts = 5

/** Mailbox databases mount and application pools warm up: minutes, on a server that was just restarted. */
const healthWithinMs = 300_000

type Context = Pick<StepContext<Answers>, 'answers' | 'hosts' | 'keep' | 'log' | 'signal'>

/**
 * Restarts IIS on one Exchange server and waits until all its health pages answer. Where a restart of the same reason broke
 * off while the pages were waited for, only the waiting goes on. One server after the other: never call it for two at once.
 * @throws Failure `remote-error` where no attempt succeeds, `not-verified` where a page does not come back; the restart stays
 * owed then, and the next call goes on from there.
 */
export async function restartIis(
  context: Context,
  host: string,
  reason: string,
  { withinMs = healthWithinMs }: { withinMs?: number } = {},
): Promise<void> {
  const { keep, hosts, log } = context
  const owed = await owedRestart(keep, host)
  if (!owed?.isRestarted || owed.reason !== reason) {
    await oweRestart(keep, host, reason)
    log(`IIS is restarted: ${reason}`, { host })
    await iisreset(context, host)
    await hosts.iisRestarted(host)
    await writeOwed(keep, host, { reason, isRestarted: true })
  }
  await awaitHealthPages(context, host, withinMs)
  await forgetOwed(keep, host)
}

/** "Usually takes a couple of attempts": IIS often does not stop in time, and does when it is asked again. */
async function iisreset({ hosts, log, signal }: Context, host: string): Promise<void> {
  let said = ''
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    signal.throwIfAborted()
    const at = `iisreset, attempt ${attempt} of ${mostAttempts}`
    const ended = await reset(await hosts.windows(host))
    if (ended.exitCode === 0) return log(`${at}: IIS has restarted`, { host, level: 'good' })
    said = ended.said
    log(`${at}: failed with exit code ${ended.exitCode}: ${said}`, { host, level: 'error' })
  }
  throw new Failure('remote-error', {
    message: `IIS on ${host} could not be restarted in ${mostAttempts} attempts. The last one said: ${said}`,
    remedy: `Run “iisreset /noforce” in an elevated prompt on ${host} until it succeeds, and look at its System event log; then look again. Until then the restart stays owed, and what was changed before it may not count yet.`,
  })
}

async function reset(session: WindowsSession): Promise<{ exitCode: number; said: string }> {
  try {
    const output = await session.run(iisresetCommand, { write: true })
    const exitCode = output.at(-1)
    const lines = output.filter((line) => typeof line === 'string').map((line) => line.trim())
    return { exitCode: typeof exitCode === 'number' ? exitCode : -1, said: lines.filter(Boolean).slice(-2).join(' ') }
  } catch (error) {
    // Restarting twice does no harm, so a restart whose reply was lost is one more attempt that failed.
    if (!(error instanceof Failure && error.code === 'outcome-unknown')) throw error
    return { exitCode: -1, said: error.message }
  }
}

/** Its lines, and last its exit code. */
const iisresetCommand: readonly Cmd[] = [{ script: 'iisreset.exe /noforce\n$LASTEXITCODE' }]

/** As a person runs it. */
export const iisresetShown = 'iisreset /noforce'
