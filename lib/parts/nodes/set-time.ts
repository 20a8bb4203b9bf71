import type { Answers } from '#lib/parts/answers.ts'
import { putBack, setAside } from '#lib/parts/set-aside.ts'
import { until } from '#lib/parts/until.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { type Change, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { clockAheadMs, isSkewed } from './clock.ts'
import { lookAtNodes, nodeNames, nodeShells, planForNodes } from './each-node.ts'
import { fileEvidence } from './file-evidence.ts'
import { LOCALTIME, lookAtTime, type TimeState, timeFacts, zoneFile } from './time-state.ts'

export const setTime: Step<Answers> = {
  id: 'set-time',
  title: 'Set time zone and time servers',
  purpose:
    'Certificates are valid from a moment on, and logs of two nodes are read side by side: both need the same time.',
  hostsOf: nodeNames,
  timeoutMs: 120_000,

  check: (context) =>
    lookAtNodes(context, async (shell) => {
      const time = await lookAtTime(shell, context)
      if ('state' in time) return time
      const lacking = [
        ...(time.zoneIsSet ? [] : ['its time zone is another']),
        ...(time.lacksServers ? [time.lacksServers] : []),
      ]
      if (lacking.length > 0) return unsatisfied(`${shell.host}: ${lacking.join(' and ')}.`)
      context.prove(timeFacts(shell, time, context.answers))
      if (time.file) context.prove(await fileEvidence(shell, time.file.path, time.file.text ?? ''))
      return satisfied(`${shell.host}: ${context.answers.nodes.timeZone}, ${time.clock}.`)
    }),

  plan: (context) =>
    planForNodes(context, async (shell) => {
      const time = await lookAtTime(shell, context)
      return 'state' in time ? [] : [...zoneChange(shell, time, context), ...serverChange(shell, time)]
    }),

  async apply(context) {
    for await (const shell of nodeShells(context)) {
      const time = await lookAtTime(shell, context)
      if ('state' in time) continue
      if (!time.zoneIsSet) await setZone(shell, context)
      if (time.lacksServers && time.file) await setServers(shell, time.file, context)
      if (!time.isShared) await waitForClock(shell, context)
    }
  },

  async undo(context) {
    for await (const shell of nodeShells(context)) {
      const zone = await context.before.recall(`${shell.host}:zone`)
      if (zone) await shell.run(['ln', '-sfn', zone, LOCALTIME])
      // Copying over our link would write into the zone's own file.
      if (zone === null) await shell.run(['rm', '-f', LOCALTIME])
      if (zone === null) await putBack(context.before, shell, LOCALTIME)
      const configured = await context.before.recall(`${shell.host}:time-service`)
      if (!configured) continue
      const [unit = '', path = ''] = configured.split(' ')
      if (await putBack(context.before, shell, path)) await shell.run(['systemctl', 'restart', unit])
    }
  },
}

type Context = StepContext<Answers>
type ServiceFile = NonNullable<TimeState['file']>

async function setZone(shell: Shell, { answers, before }: Context) {
  const { exitCode, stdout } = await shell.ask(['readlink', LOCALTIME])
  // Some old installations have a copy of the zone there instead of a link; it is set aside like any file.
  if (exitCode !== 0) await setAside(before, shell, LOCALTIME)
  await before.keep(`${shell.host}:zone`, exitCode === 0 ? stdout.trim() : null)
  await shell.run(['ln', '-sfn', zoneFile(answers), LOCALTIME])
}

async function setServers(shell: Shell, { path, wanted, unit }: ServiceFile, { before }: Context) {
  await setAside(before, shell, path)
  await before.keep(`${shell.host}:time-service`, `${unit} ${path}`)
  await shell.run(['mkdir', '-p', path.slice(0, path.lastIndexOf('/'))])
  await shell.write(path, wanted, { mode: 0o644 })
  await shell.run(['systemctl', 'enable', unit])
  // A restart steps a clock that is far off; a reload would turn it slowly, for hours.
  await shell.run(['systemctl', 'restart', unit])
}

/** The first answers of the time servers take some seconds; whether they came is for the next look to say. */
async function waitForClock(shell: Shell, { signal }: Context) {
  const isRight = async () => (isSkewed(await clockAheadMs(shell)) ? undefined : true)
  await until(isRight, { withinMs: 30_000, everyMs: 1000, signal })
}

function zoneChange({ host }: Shell, { zoneIsSet }: TimeState, { answers }: Context): Change[] {
  if (zoneIsSet) return []
  const command = `ln -sfn ${zoneFile(answers)} ${LOCALTIME}`
  return [{ host, summary: `Would set the time zone to ${answers.nodes.timeZone}`, command }]
}

function serverChange({ host }: Shell, { file, lacksServers }: TimeState): Change[] {
  if (!lacksServers || !file) return []
  const { path, text, wanted, unit } = file
  return [
    ...(text === wanted
      ? []
      : [{ host, summary: `Would tell ${unit} its time servers`, file: { path, before: text, after: wanted } }]),
    { host, summary: `Would start ${unit} anew`, command: `systemctl restart ${unit}` },
  ]
}
