import { installFiles } from '#lib/parts/nodes/install-files.ts'
import { keepOf } from '#lib/wizard/keep.ts'
import { readAnswers } from './answers.ts'
import { credentialNames } from './credentials.ts'

/** A kickstart and a preseed file for each Linux node of a lab, with its login key in it. */
export async function labInstallFiles(labId: string): Promise<{ host: string; name: string; content: string }[]> {
  const publicKey = await keepOf(labId).read(credentialNames.publicKey)
  return installFiles(await readAnswers(labId), publicKey ?? '')
}
