import { issueCrl, type Revocation } from '#lib/protocols/x509/crl.ts'
import { type Issuer, issueIntermediate, issueLeaf, issueRoot } from '#lib/protocols/x509/issue.ts'
import { createKey, publicKeyOf } from '#lib/protocols/x509/private-key.ts'
import type { Secret } from '#lib/secret.ts'

export const labNames = ['mail.example.com', 'autodiscover.example.com']

/** Where the lab's authorities publish, by the file name without extension. */
export const publishedAs = (authority: string) => ({
  crlUrl: `http://pki.example.com/${authority}.crl`,
  issuerUrl: `http://pki.example.com/${authority}.crt`,
})

export const inLab = (commonName: string) => ({ commonName, organisation: 'Example', country: 'AU' })

let made: Promise<[Secret, Secret, Secret]> | undefined
/** Three keys, made once in a test process: of the root, of the intermediate and of the leaf. */
export const labKeys = () => (made ??= Promise.all([createKey(2048), createKey(2048), createKey(2048)]))

type Options = {
  now?: Date
  names?: readonly string[]
  leafDays?: number
  crlDays?: number
  revoked?: readonly Revocation[]
}

/** Root, intermediate, leaf and both CRLs, as Part 2 makes them. */
export async function labAuthority({
  now = new Date(),
  names = labNames,
  leafDays = 397,
  crlDays = 30,
  ...rest
}: Options = {}) {
  const [rootKey, intermediateKey, leafKey] = await labKeys()
  const root: Issuer = {
    certificate: await issueRoot({ subject: inLab('Lab-Root-CA'), key: rootKey, days: 3650, now }),
    key: rootKey,
  }
  const intermediate: Issuer = {
    certificate: await issueIntermediate({
      subject: inLab('Lab-Intermediate-CA'),
      key: intermediateKey,
      issuer: root,
      days: 1825,
      now,
      ...publishedAs('root'),
    }),
    key: intermediateKey,
  }
  const leaf = await issueLeaf({
    subject: inLab(names[0] ?? ''),
    names,
    publicKey: publicKeyOf(leafKey),
    issuer: intermediate,
    days: leafDays,
    now,
    ...publishedAs('intermediate'),
  })
  const crls = [
    await issueCrl({ issuer: root, number: 1n, days: crlDays, now }),
    await issueCrl({ issuer: intermediate, number: 1n, days: crlDays, now, ...rest }),
  ]
  return { root, intermediate, leaf, leafKey, crls, names }
}
