import type { Answers } from '#lib/parts/answers.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import type { ServiceAnswer } from '#lib/wizard/step.ts'
import { throughOwnDoor } from './running.ts'
import { healthPath, services } from './services.ts'

/** The health page of every service, fetched on the node through its own HAProxy as a client would. */
export async function ownDoorAnswers(shell: Shell, { lab }: Answers): Promise<ServiceAnswer[]> {
  const discard = services.flatMap(() => ['--output', '/dev/null'])
  const command = throughOwnDoor(lab.mailName, services.map(healthPath), ...discard, '--write-out', FORMAT)
  const { stdout, stderr } = await shell.ask(command)
  const lines = stdout.trim().split('\n')
  return services.map(({ id }, at) => {
    const [, status, seconds] = /^(\d{3}) (\d+[.,]\d+)$/.exec(lines[at] ?? '') ?? []
    return {
      service: id,
      target: shell.host,
      status: status && status !== '000' ? Number(status) : null,
      ms: Math.round(Number(seconds?.replace(',', '.') ?? 0) * 1000),
      said: status && status !== '000' ? `HTTP ${status}` : stderr.split('\n')[0] || 'no answer',
    }
  })
}

const FORMAT = String.raw`%{http_code} %{time_total}\n`
