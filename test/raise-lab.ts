import { rehearsal } from '#lib/rehearsal/rehearsal.ts'
import { labPlan } from '#test/rehearsal-lab.ts'

// A wizard that is raising a lab, to be killed: `raise-lab.ts LABS LABID`.
const [labs = '', labId = ''] = process.argv.slice(2)
process.stdout.write('raising\n')
await rehearsal(labPlan(labs, labId)).raise({ log: () => {}, signal: new AbortController().signal })
