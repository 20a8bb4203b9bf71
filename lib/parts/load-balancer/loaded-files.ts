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
}

/** What HAProxy loads beside haproxy.cfg. */
export function loadedFiles(answers: Answers, certificates: Certificates & { key: Secret }): LoadedFile[] {
  return [
    {
      path: certificatePath(answers),
      what: 'certificate, intermediate and private key; readable by root only',
      mode: 0o600,
      content: Secret.join([chainPem(certificates), certificates.key]),
    },
    {
      path: `${AUTHORITIES}/${AUTHORITY_FILE}`,
      what: 'intermediate and root, to trust towards Exchange',
      mode: 0o644,
      content: authorityPem(certificates),
    },
    ...published.flatMap(({ name, contentType }) => {
      const der = certificates.published.get(name)
      const what = contentType.endsWith('crl') ? 'CRL in DER, for port 80' : 'CA certificate in DER, for port 80'
      return der ? [{ path: `${PUBLISHED}/${name}`, what, mode: 0o644, content: der }] : []
    }),
  ]
}

export const loadedPaths = (answers: Answers): string[] => [
  certificatePath(answers),
  `${AUTHORITIES}/${AUTHORITY_FILE}`,
  ...published.map(({ name }) => `${PUBLISHED}/${name}`),
]

/**
 * Those of the files that do not lie on the node with this very content, owned by root and with these rights. Contents are
 * compared on the node; none is fetched.
 */
export async function lackingOn(shell: Shell, files: readonly LoadedFile[]): Promise<LoadedFile[]> {
  const { stdout } = await shell.ask(['stat', '-c', '%U:%G %a %n', ...files.map(({ path }) => path)])
  const rights = new Set(stdout.split('\n'))
  const stands = await Promise.all(
    files.map(
      async ({ path, mode, content }) =>
        rights.has(`root:root ${mode.toString(8)} ${path}`) &&
        (await shell.ask(['cmp', '-s', '-', path], { input: content })).exitCode === 0,
    ),
  )
  return files.filter((_, at) => !stands[at])
}

/** The files as they stand on the node, with the digest that `sha256sum` gives there; the one with the key is not shown. */
export async function evidenceOn(shell: Shell, files: readonly LoadedFile[]): Promise<Evidence[]> {
  const { stdout } = await shell.ask(['sha256sum', ...files.map(({ path }) => path)])
  const digests = new Map(stdout.split('\n').map((text) => [text.slice(66), text.slice(0, 64)]))
  return files.map(({ path, mode, content }) => ({
    kind: 'file',
    subject: path,
    data: {
      host: shell.host,
      path,
      content: typeof content === 'string' ? content : null,
      sha256: digests.get(path) ?? '',
      mode: mode.toString(8).padStart(4, '0'),
    },
  }))
}

const certificatePath = ({ lab }: Answers) => `${CERTIFICATES}/${lab.mailName}.pem`
