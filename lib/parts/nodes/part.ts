import type { Answers } from '#lib/parts/answers.ts'
import type { Part } from '#lib/wizard/step.ts'
import { reachPackages } from './reach-packages.ts'
import { nodesSchema } from './schema.ts'
import { setHostname } from './set-hostname.ts'
import { setTime } from './set-time.ts'
import { writeHostsFile } from './write-hosts-file.ts'

export const nodes: Part<Answers, 'nodes'> = {
  id: 'nodes',
  title: 'Nodes',
  subtitle: 'Two Linux machines',
  purpose:
    'Files for an unattended installation of both nodes; then their names, the names of the lab, the time, and whether HAProxy and keepalived can be had.',
  schema: nodesSchema,
  steps: [setHostname, writeHostsFile, setTime, reachPackages],
}
