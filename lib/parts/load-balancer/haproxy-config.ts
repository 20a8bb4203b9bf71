import { createHash } from 'node:crypto'
import type { Answers } from '#lib/parts/answers.ts'
import { type ConfigLine, configText, line, reasonsIn } from '#lib/parts/config-line.ts'
import type { Reason } from '#lib/wizard/step.ts'
import { authorityPem, type Certificates, chainPem } from './certificates.ts'
import { backends } from './haproxy/backends.ts'
import { exchangeDefaults, operationsDefaults } from './haproxy/defaults.ts'
import { globalSection } from './haproxy/global.ts'
import { httpFrontend } from './haproxy/http.ts'
import { httpsFrontend } from './haproxy/https.ts'
import { operations } from './haproxy/operations.ts'

export type HaproxyConfig = { readonly text: string; readonly fingerprint: string; readonly why: readonly Reason[] }

/**
 * haproxy.cfg for HAProxy 2.4 or newer, the same on both nodes. Its fingerprint covers the text and the files that are
 * loaded with it, and stands in it, so that the running process can be asked for it.
 */
export function haproxyConfig(answers: Answers, certificates: Certificates): HaproxyConfig {
  const draft = configText(lines(answers, certificates, 'fairlead'))
  const fingerprint = `fairlead-${createHash('sha256').update(draft).digest('hex').slice(0, 16)}`
  const final = lines(answers, certificates, fingerprint)
  return { text: configText(final), fingerprint, why: reasonsIn(final) }
}

const lines = (answers: Answers, certificates: Certificates, fingerprint: string): ConfigLine[] => [
  '# Written by Fairlead, the same for both load balancers. It is written anew when the answers change.',
  '# Loaded with it, so that a renewed file shows as another configuration (SHA-256):',
  ...loaded(answers, certificates),
  ...globalSection(answers['load-balancer'], fingerprint),
  ...exchangeDefaults(answers),
  ...httpFrontend(answers),
  ...httpsFrontend(answers),
  ...backends(answers),
  ...operationsDefaults(),
  ...operations(fingerprint),
]

function loaded({ lab }: Answers, certificates: Certificates): string[] {
  const files = [
    [`certs/${lab.mailName}.pem`, chainPem(certificates)],
    ['ca/lab-ca.pem', authorityPem(certificates)],
    ...[...certificates.published].map(([name, der]) => [`pki/${name}`, der] as const),
  ] as const
  return files.map(([path, content]) => line`#   ${path} ${createHash('sha256').update(content).digest('hex')}`)
}
