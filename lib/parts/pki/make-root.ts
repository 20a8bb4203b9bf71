import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { subjectText } from '#lib/protocols/x509/distinguished-name.ts'
import { issueRoot } from '#lib/protocols/x509/issue.ts'
import { createKey } from '#lib/protocols/x509/private-key.ts'
import { blocked, type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { authorities, damaged, discard, otherwiseNamed } from './authorities.ts'
import { keptPair, removePair } from './kept-pair.ts'
import { day, hasExpired } from './life.ts'
import { rootSubject } from './subjects.ts'

const { root, intermediate } = authorities

export const makeRoot: Step<Answers> = {
  id: 'make-root',
  title: 'Make the root CA',
  purpose:
    'The one certificate that every host must trust. Its key is made here, sealed here, and signs nothing but the intermediate CA.',
  hostsOf: () => ['Fairlead'],
  timeoutMs: 60_000,

  async check({ answers, keep }) {
    const pair = await keptPair(keep, root)
    if (pair.state === 'none') return unsatisfied('There is no root CA yet.')
    if (pair.state === 'key-alone') return unsatisfied('The key of the root CA is there, its certificate is not.')
    if (pair.state === 'damaged') return damaged(root, pair.certificate)
    const { certificate } = pair
    const wanted = subjectText(rootSubject(answers))
    if (certificate.subject !== wanted) return otherwiseNamed(root, certificate, wanted)
    if (hasExpired(certificate))
      return blocked(
        `The root CA expired on ${day(certificate.notAfter)}; no client believes anything below it.`,
        discard,
      )
    return satisfied(`${certificate.subject}, until ${day(certificate.notAfter)}, SHA-1 ${certificate.sha1}`)
  },

  async plan({ answers, keep }) {
    const { state } = await keptPair(keep, root)
    const key = state === 'key-alone' ? 'with the RSA key that is there already' : 'with a new RSA key of 4096 bits'
    const summary = `Would make the root certificate ${subjectText(rootSubject(answers))} ${key}, valid for ${answers.pki.rootDays} days`
    return [{ host: 'Fairlead', summary }]
  },

  async apply({ answers, keep, log }) {
    const pair = await keptPair(keep, root)
    if (pair.state === 'whole' || pair.state === 'damaged') return
    const key = pair.state === 'key-alone' ? pair.key : await createKey(4096)
    await keep.writeSecret(root.key, key)
    await keep.write(
      root.certificate,
      await issueRoot({ subject: rootSubject(answers), key, days: answers.pki.rootDays }),
    )
    log(`made ${subjectText(rootSubject(answers))}`, { level: 'good' })
  },

  async undo({ keep, log }) {
    if ((await keep.read(intermediate.certificate)) !== undefined)
      throw new Failure('blocked', {
        message: 'The intermediate CA was issued by this root CA and is still kept here.',
        remedy: 'Press Undo on “Make the intermediate CA” first, or Undo on the whole Part.',
      })
    await removePair(keep, root)
    log('removed the root CA and its key from Fairlead; hosts that trust it go on doing so until it is taken off them')
  },
}
