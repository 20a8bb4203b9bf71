import type { Answers } from '#lib/parts/answers.ts'
import type { Part } from '#lib/wizard/step.ts'

export const clientAccess: Part<Answers, 'client-access'> = {
  id: 'client-access',
  title: 'Client access',
  subtitle: 'Exchange',
  purpose:
    'Domain, addresses, URLs, MAPI over HTTP and the certificate on every Exchange server, by remote PowerShell.',
  notYet:
    'This version of Fairlead does not set up Exchange itself yet. Do Part 3 of the series by hand on your Exchange servers, with the certificate that Part 2 made; then go on with Part 4. In a rehearsal, the simulated Exchange servers are handed their certificate at the end of Part 2.',
  steps: [],
}
