import type { Program } from '../powershell/cmdlet.ts'
import { notSimulated } from '../powershell/script-error.ts'
import { disableFeature, enableFeatures, knownFeature } from '../state/web-server.ts'
import { programWords } from './program-words.ts'

/** `dism /Online /Enable-Feature|/Disable-Feature /FeatureName:… [/All] [/NoRestart]`, for the features of a web server. */
export const dism: Program = async (given, { host, session, streams }) => {
  const words = programWords(given)
  const has = (word: string) => words.some((one) => one.toLowerCase() === word)
  const asked = words.flatMap((word) => /^\/featurename:(.+)$/i.exec(word)?.[1] ?? [])
  if (!has('/online') || (!has('/enable-feature') && !has('/disable-feature')))
    throw notSimulated(`dism ${words.join(' ')}`)
  const head = [
    '',
    'Deployment Image Servicing and Management tool',
    'Version: 6.3.9600.19408',
    '',
    'Image Version: 6.3.9600.19397',
    '',
  ]
  const end = (exitCode: number, ...lines: string[]) => {
    for (const line of [...head, ...lines]) streams.output(line)
    session.lastExitCode = exitCode
  }

  const unknown = asked.find((name) => !knownFeature(name))
  if (unknown !== undefined || asked.length === 0)
    return end(-2146498548, 'Error: 0x800f080c', '', `Feature name ${unknown ?? ''} is unknown.`)
  const names = asked.flatMap((name) => knownFeature(name) ?? [])
  const isDone = await host.state.change((draft) => {
    if (has('/enable-feature')) return enableFeatures(draft, names, has('/all'))
    for (const name of names) disableFeature(draft, name)
    return true
  })
  if (!isDone)
    return end(
      50,
      'Error: 50',
      '',
      'The operation is complete but features were not enabled.',
      'Ensure that the following parent feature(s) are enabled first.',
    )
  await host.web?.follow()
  end(
    0,
    has('/enable-feature') ? 'Enabling feature(s)' : 'Disabling feature(s)',
    '[==========================100.0%==========================]',
    'The operation completed successfully.',
  )
}
