import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import type { Certificate } from '#lib/protocols/x509/certificate.ts'
import { derOf } from '#lib/protocols/x509/pem.ts'
import { Secret } from '#lib/secret.ts'
import type { Cmd } from '#lib/wizard/hosts.ts'
import type { Change } from '#lib/wizard/step.ts'
import { exportPfx, importAnswer, importPfx } from './certificate-pipelines.ts'
import type { KeyPlace } from './key-place.ts'

type Imports = { place: KeyPlace; lacking: readonly string[]; friendlyName: string }

/** What an import would do, server by server, with commands for an administrator to read. */
export function shownImports({ pem, sha1 }: Certificate, { place, lacking, friendlyName }: Imports): Change[] {
  const changes: Change[] = []
  if (place.at === 'request') {
    const summary = `Would complete the pending request on ${place.host} with the certificate ${sha1}`
    const der = new Uint8Array(derOf(pem, 'CERTIFICATE'))
    changes.push({ host: place.host, summary, command: showCommands(importAnswer(place.host, der)) })
  }
  if (place.at !== 'fairlead') {
    const summary = `Would export certificate and key from ${place.host} under a random password that is used once, and keep the key sealed in Fairlead, for HAProxy`
    const command = `$pfx = ${showCommands(exportPfx(place.host, sha1, new Secret('')))}`
    changes.push({ host: place.host, summary, command })
  }
  const others = lacking.filter((host) => !(place.at === 'request' && place.host === host))
  for (const host of others) {
    const from = place.at === 'fairlead' ? 'made here (3DES, which Windows Server 2012 R2 opens)' : `of ${place.host}`
    const pfx = { data: new Uint8Array(unknownBytes), password: new Secret(''), friendlyName }
    changes.push({ host, summary: `Would import the PFX file ${from}`, command: withFile(importPfx(host, pfx)) })
  }
  return changes
}

/** More than is shown octet by octet: the file does not exist yet. */
const unknownBytes = 1000
const withFile = (commands: readonly Cmd[]) =>
  showCommands(commands).replace(/\(\[IO\.File\]::ReadAllBytes\('<1000 bytes>'\)\)/, '$pfx.FileData')
