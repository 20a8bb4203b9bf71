import type { Answers } from '#lib/parts/answers.ts'
import type { Part } from '#lib/wizard/step.ts'
import { askEveryService } from './ask-every-service.ts'
import { drillHaproxyKilled } from './haproxy-drill.ts'
import { demoSchema } from './schema.ts'

export const demo: Part<Answers, 'demo'> = {
  id: 'demo',
  title: 'Demo',
  subtitle: 'Drills',
  purpose:
    'Every service is asked as a client does; then something is broken on purpose, and what users feel is measured.',
  schema: demoSchema,
  steps: [askEveryService, drillHaproxyKilled],
}
