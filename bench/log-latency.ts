import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eventStream } from '#app/labs/[labId]/runs/[runId]/log/event-stream.ts'
import { db } from '#lib/db.ts'
import { readAnswers } from '#lib/labs/answers.ts'
import { approveIdentity, lookAtIdentities } from '#lib/labs/identities.ts'
import { createLab, deleteLab } from '#lib/labs/labs.ts'
import { followLines } from '#lib/labs/log.ts'
import { openHosts } from '#lib/labs/open-hosts.ts'
import { rehearsalOf } from '#lib/labs/rehearsal.ts'
import { openRun, openStep } from '#lib/wizard/journal.ts'
import { logWriter } from '#lib/wizard/log-writer.ts'

/**
 * How long a line takes from a node's shell to the reader of the event stream: over SSH, into SQLite, out by HTTP. Node and
 * reader share the host's clock, so the difference of their times is the latency. Needs a host that can rehearse.
 */
const LINES = 400
const controller = new AbortController()
const labId = await createLab({ name: `latency ${process.pid}`, kind: 'rehearsal' })
try {
  await (await rehearsalOf(labId)).raise({ log: () => {}, signal: controller.signal })
  for (const identity of await lookAtIdentities(labId)) await approveIdentity(labId, identity, 'bench')
  const lab = await db.lab.findUniqueOrThrow({ where: { id: labId } })
  const runs = await openHosts(lab, await readAnswers(labId))
  const runId = await openRun({ labId, kind: 'apply' })
  const stepRunId = await openStep({ runId, partId: 'lab', stepId: 'preflight', fingerprint: '' })
  const writer = logWriter(
    runId,
    stepRunId,
    Object.assign((text: string) => text, { learn: () => {} }),
  )
  runs.enter({ log: writer.log, signal: controller.signal, sent: () => {} })

  const server = createServer(async (_request, response) => {
    const lines = followLines({ runId, after: 0, signal: controller.signal })
    for await (const chunk of eventStream(lines, () => {})) response.write(chunk)
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const latencies = read(`http://127.0.0.1:${port}/`)
  const node = await runs.hosts.shell('lab-hap01')
  await node.run(['bash', '-c', `for ((line = 0; line < ${LINES}; line++)); do date +%s%3N; sleep 0.01; done`])
  await writer.flush()
  const measured = (await latencies).sort((one, other) => one - other)
  const at = (share: number) => measured[Math.floor((measured.length - 1) * share)]
  process.stdout.write(`${measured.length} lines: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms\n`)
  controller.abort()
  server.close()
  await runs.close()
} finally {
  await db.run.updateMany({
    where: { labId, endedAt: null },
    data: { endedAt: new Date(), outcome: 'interrupted', activeLabId: null },
  })
  await deleteLab(labId)
}
process.exit()

async function read(url: string): Promise<number[]> {
  const answer = await fetch(url)
  const latencies: number[] = []
  let rest = ''
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const now = Date.now()
    const events = (rest + chunk).split('\n\n')
    rest = events.pop() ?? ''
    for (const [, sent] of events.join('\n').matchAll(/"text":"(\d{13})"/g)) latencies.push(now - Number(sent))
    if (latencies.length >= LINES) return latencies
  }
  return latencies
}
