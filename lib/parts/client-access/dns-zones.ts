import type { Answers } from '#lib/parts/answers.ts'
import type { LabAnswers } from '#lib/parts/lab/schema.ts'
import type { Step } from '#lib/wizard/step.ts'
import { askedServers, firstTargets } from './dns-targets.ts'
import { type Ask, checkNames, planNames, pointNames } from './point-names.ts'
import { putNamesBack } from './put-names-back.ts'

export const dnsZones: Step<Answers> = {
  id: 'dns-zones',
  title: 'Make the pinpoint DNS zones',
  purpose:
    'One zone for each name, with one record: clients inside find the same names as outside, and nobody keeps a copy of the public zone.',
  hostsOf: (answers) => askedServers(answers).map(({ name }) => name),
  timeoutMs: 300_000,

  check: (context) => checkNames(context, wanted(context.answers)),
  plan: (context) => planNames(context, wanted(context.answers)),
  apply: (context) => pointNames(context, wanted(context.answers)),
  undo: (context) => putNamesBack(context, firstTargets(context.answers.lab)),
}

const wanted = ({ lab }: { lab: LabAnswers }): Ask => ({
  wishes: firstTargets(lab),
  isRight: (addresses, { accepted }) =>
    addresses.length > 0 && addresses.every((address) => accepted.includes(address)),
})
