import { Failure } from '#lib/failure.ts'
import type { LabHost } from '#lib/parts/lab/schema.ts'
import { askHttps } from '#lib/protocols/https/ask-https.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { servedCertificate } from '#lib/protocols/x509/served.ts'
import { clientNames } from './leaf-subject.ts'
import { type Expected, type Fault, faulty, TEST_MS, type TestContext, type Tested } from './server-tests.ts'

const enable = { part: 'client-access', step: 'enable-certificate', label: 'Go to the certificate in Exchange' }

/** Thumbprint, issuer, names, dates, and the chain up to our root by both names: what a person reads behind the padlock. */
export async function testCertificate(context: TestContext, server: LabHost, expected: Expected): Promise<Tested> {
  const { answers, hosts, signal } = context
  const { name, address } = server
  const names = clientNames(answers)
  const place = { dial: hosts.dial, address, port: 443, timeoutMs: TEST_MS, signal }
  try {
    const { leaf } = await servedCertificate({ ...place, servername: answers.lab.mailName })
    const wanted = readCertificate(expected.leaf)
    if (leaf.sha1 !== wanted.sha1) return another(name, leaf, wanted.sha1)

    const faults: Fault[] = []
    for (const servername of names) {
      const refused = await askHttps({ ...place, servername, path: '/owa/healthcheck.htm', ca: [expected.root] }).then(
        () => undefined,
        (error: unknown) => Failure.from(error),
      )
      signal.throwIfAborted()
      if (refused) faults.push(fault(name, refused))
    }
    const issuer = readCertificate(expected.intermediate)
    if (leaf.issuer !== issuer.subject)
      faults.push({
        said: `${name} serves a certificate that ${leaf.issuer} issued, not ${issuer.subject}.`,
        remedy: 'Issue the certificate again in this Part and enable it.',
        fix: enable,
      })
    return { facts: factsOf(leaf, server), rows: [], faults }
  } catch (error) {
    signal.throwIfAborted()
    const { said, remedy } = fault(name, Failure.from(error))
    return faulty(said, remedy)
  }
}

function factsOf(leaf: ReturnType<typeof readCertificate>, { name }: LabHost): Tested['facts'] {
  return [
    { name: `${name} thumbprint`, value: `${leaf.sha1}, the one that was enabled` },
    { name: `${name} issued by`, value: `${leaf.issuer}; chain trusted up to our root` },
    { name: `${name} issued to`, value: `${leaf.subject}; ${leaf.names.join(', ')}` },
    { name: `${name} valid`, value: `${day(leaf.notBefore)} to ${day(leaf.notAfter)}` },
  ]
}

const day = (date: Date) => date.toISOString().slice(0, 10)

const another = (server: string, { sha1, subject }: { sha1: string; subject: string }, wanted: string): Tested =>
  faulty(
    `${server} serves the certificate ${sha1} (${subject}), not ${wanted}, which is the lab's.`,
    'Look again at “Enable the certificate”: it must be enabled for IIS on this server, and IIS restarted since.',
    enable,
  )

const fault = (server: string, { message, remedy }: Failure): Fault => ({
  said: `${server}: ${message}`,
  remedy: remedy ?? 'Look at IIS and its binding on port 443 of that server.',
})
