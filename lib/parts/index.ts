import type { Part } from '#lib/wizard/step.ts'
import type { Answers } from './answers.ts'
import { clientAccess } from './client-access/part.ts'
import { demo } from './demo/part.ts'
import { highAvailability } from './high-availability/part.ts'
import { lab } from './lab/part.ts'
import { loadBalancer } from './load-balancer/part.ts'
import { nodes } from './nodes/part.ts'
import { pki } from './pki/part.ts'

/** The wizard: all Parts, in the order the administrator walks them. */
export const parts: readonly Part<Answers>[] = [lab, pki, clientAccess, nodes, loadBalancer, highAvailability, demo]
