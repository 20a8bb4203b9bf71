import { createHash } from 'node:crypto'
import type { Answers } from '#lib/parts/answers.ts'
import { published } from '#lib/parts/published.ts'
import { Secret } from '#lib/secret.ts'
import type { Content, Shell } from '#lib/wizard/hosts.ts'
import type { Evidence } from '#lib/wizard/step.ts'
import { authorityPem, type Certificates, chainPem } from './certificates.ts'
import { AUTHORITIES, AUTHORITY_FILE, CERTIFICATES, PUBLISHED } from './places.ts'

export type LoadedFile = {
  path: string
  what: string
  mode: number
  content: Content
  /** The part of it that anybody may see: everything but the private key. */
  shown: string | Uint8Array
}

/** What HAProxy loads beside haproxy.cfg. */
export function loadedFiles(answers: Answers, certificates: Certificates & { key: Secret }): LoadedFile[] {
  const chain = chainPem(certificates)
  const authorities = authorityPem(certificates)
  return [
    {
      path: certificatePath(answers),
      what: 'certificate, intermediate and private key; readable by root only',
      mode: 0o600,
      content: Secret.join([chain, certificates.key]),
      shown: chain,
    },
    {
      path: `${AUTHORITIES}/${AUTHORITY_FILE}`,
      what: 'intermediate and root, to trust towards Exchange',
      mode: 0o644,
      content: authorities,
      shown: authorities,
    },
    ...published.flatMap(({ name, contentType }) => {
      const der = certificates.published.get(name)
      const what = contentType.endsWith('crl') ? 'CRL in DER, for port 80' : 'CA certificate in DER, for port 80'
      return der ? [{ path: `${PUBLISHED}/${name}`, what, mode: 0o644, content: der, shown: der }] : []
    }),
  ]
}

export const loadedPaths = (answers: Answers): string[] => [
  certificatePath(answers),
  `${AUTHORITIES}/${AUTHORITY_FILE}`,
  ...published.map(({ name }) => `${PUBLISHED}/${name}`),
]

/** Whether the file lies on the node with this very content, owned by root and with these rights; no content is fetched. */
export async function stands(shell: Shell, { path, mode, content }: LoadedFile): Promise<boolean> {
  const rights = await shell.ask(['stat', '-c', '%U:%G %a', path])
  if (rights.stdout.trim() !== `root:root ${mode.toString(8)}`) return false
  return (await shell.ask(['cmp', '-s', '-', path], { input: content })).exitCode === 0
}

export const evidenceOf = (host: string, { path, mode, content, shown }: LoadedFile): Evidence => ({
  kind: 'file',
  subject: path,
  data: {
    host,
    path,
    content: content instanceof Secret || typeof shown !== 'string' ? null : shown,
    sha256: createHash('sha256').update(shown).digest('hex'),
    mode: mode.toString(8).padStart(4, '0'),
  },
})

const certificatePath = ({ lab }: Answers) => `${CERTIFICATES}/${lab.mailName}.pem`
