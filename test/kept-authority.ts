import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import type { Secret } from '#lib/secret.ts'
import { labAuthority } from './authority.ts'

/** What Part 2 leaves behind for the later Parts: both authorities, their lists, one certificate and its key. */
export async function keptAuthority({ lab }: Answers, options: { leafDays?: number; now?: Date } = {}) {
  const made = await labAuthority({ names: [lab.mailName, lab.autodiscoverName], ...options })
  const [rootCrl = '', intermediateCrl = ''] = made.crls
  return new Map<string, string | Secret>([
    [kept.rootCertificate, made.root.certificate],
    [kept.rootCrl, rootCrl],
    [kept.intermediateCertificate, made.intermediate.certificate],
    [kept.intermediateCrl, intermediateCrl],
    [kept.leafCertificate, made.leaf],
    [kept.leafKey, made.leafKey],
  ])
}
