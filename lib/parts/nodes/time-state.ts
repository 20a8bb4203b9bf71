import type { Answers } from '#lib/parts/answers.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { blocked, type Evidence, type Finding, type StepContext } from '#lib/wizard/step.ts'
import { clockAheadMs, containerKind, isSkewed, skewText } from './clock.ts'
import { answerOf } from './each-node.ts'
import { timeServiceOf } from './time-service.ts'

export const LOCALTIME = '/etc/localtime'
export const zoneFile = ({ nodes }: Pick<Answers, 'nodes'>): string => `/usr/share/zoneinfo/${nodes.timeZone}`

export type TimeState = {
  zoneIsSet: boolean
  /** Of the time service: as it is and as it should be. Absent where the machine has none and needs none. */
  file?: { unit: string; path: string; text: string | undefined; wanted: string }
  /** Why the time service must be told its servers; absent where it knows them. */
  lacksServers?: string
  /** The clock is not the machine's own: nothing that it does sets it. */
  isShared: boolean
  /** In words: how far off it is, and whose it is. */
  clock: string
}

/** What a machine's time is like; a Finding where an administrator is needed. */
export async function lookAtTime(shell: Shell, { answers, lab }: StepContext<Answers>): Promise<TimeState | Finding> {
  if ((await shell.ask(['test', '-e', zoneFile(answers)])).exitCode !== 0) return noSuchZone(shell, answers)
  const container = await containerKind(shell)
  // A rehearsal's machines share the clock of the host that made them, whatever they say they are.
  const owner = lab.kind === 'rehearsal' ? 'rehearsal machine' : container && `container (${container})`
  const servers = await serversOf(shell, answers, owner !== undefined)
  if (!servers && !owner) return noService(shell)
  const aheadMs = await clockAheadMs(shell)
  if (isSkewed(aheadMs) && !servers?.lacksServers) return wrongClock(shell, aheadMs, servers?.file.unit, owner)
  const whose = owner ? `; the clock belongs to the host of this ${owner}` : ''
  const linked = (await answerOf(shell, ['readlink', '-f', LOCALTIME, zoneFile(answers)])).split('\n')
  return {
    zoneIsSet: linked.length === 2 && linked[0] === linked[1],
    isShared: owner !== undefined,
    clock: `${skewText(aheadMs)}${whose}`,
    ...servers,
  }
}

export const timeFacts = ({ host }: Shell, { clock, file }: TimeState, { nodes }: Answers): Evidence => ({
  kind: 'fact',
  subject: `Time on ${host}`,
  data: [
    { name: 'Time zone', value: nodes.timeZone },
    { name: 'Time servers', value: file ? `${nodes.timeServers.join(', ')} (${file.unit})` : 'none' },
    { name: 'Clock', value: clock },
  ],
})

async function serversOf(shell: Shell, { nodes }: Answers, isShared: boolean) {
  const service = await timeServiceOf(shell)
  if (!service) return undefined
  const { unit, path } = service
  const text = await shell.read(path)
  const wanted = service.wanted(text, nodes.timeServers)
  const file = { unit, path, text, wanted }
  if (text !== wanted) return { file, lacksServers: `${unit} does not know its time servers` }
  // Where the clock is the host's, the service does not run: its file is all there is to ask.
  if (isShared) return { file }
  const { exitCode, stdout } = await shell.ask(service.servers)
  const isUsed = exitCode === 0 && service.uses(stdout, nodes.timeServers)
  return isUsed ? { file } : { file, lacksServers: `${unit} does not run with its time servers` }
}

const noSuchZone = ({ host }: Shell, { nodes }: Answers): Finding =>
  blocked(
    `${host} knows no time zone ${nodes.timeZone}: there is no /usr/share/zoneinfo/${nodes.timeZone}.`,
    `Correct the time zone in the answers, or install the package tzdata on ${host}.`,
    { part: 'nodes', field: 'timeZone', tab: 'answers', label: 'Go to the time zone' },
  )

const noService = ({ host }: Shell): Finding =>
  blocked(
    `${host} has neither chrony nor systemd-timesyncd, so nothing keeps its clock right.`,
    `Install chrony on ${host} (apt-get install chrony, or dnf install chrony), then look again.`,
  )

function wrongClock({ host }: Shell, aheadMs: number, unit: string | undefined, owner: string | undefined): Finding {
  const said = `The clock of ${host} is ${skewText(aheadMs)}`
  if (owner)
    return blocked(
      `${said}, and it belongs to the host of this ${owner}.`,
      `Set the clock of that host, or of Fairlead's.`,
    )
  return blocked(
    `${said}, although ${unit} knows its time servers.`,
    `Look whether ${host} reaches them by UDP port 123 (chronyc sources, timedatectl timesync-status) and whether Fairlead's own clock is right.`,
    { part: 'nodes', field: 'timeServers', tab: 'answers', label: 'Go to the time servers' },
  )
}
