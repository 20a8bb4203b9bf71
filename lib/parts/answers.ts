import { type ClientAccessAnswers, clientAccessSchema } from './client-access/schema.ts'
import { type DemoAnswers, demoSchema } from './demo/schema.ts'
import { type HighAvailabilityAnswers, highAvailabilitySchema } from './high-availability/schema.ts'
import { type LabAnswers, labSchema } from './lab/schema.ts'
import { type LoadBalancerAnswers, loadBalancerSchema } from './load-balancer/schema.ts'
import { type NodesAnswers, nodesSchema } from './nodes/schema.ts'
import { type PkiAnswers, pkiSchema } from './pki/schema.ts'

/** What the administrator has answered in all Parts, by Part id. Every Step is given the whole of it. */
export type Answers = {
  lab: LabAnswers
  pki: PkiAnswers
  'client-access': ClientAccessAnswers
  nodes: NodesAnswers
  'load-balancer': LoadBalancerAnswers
  'high-availability': HighAvailabilityAnswers
  demo: DemoAnswers
}

export const schemas = {
  lab: labSchema,
  pki: pkiSchema,
  'client-access': clientAccessSchema,
  nodes: nodesSchema,
  'load-balancer': loadBalancerSchema,
  'high-availability': highAvailabilitySchema,
  demo: demoSchema,
}
