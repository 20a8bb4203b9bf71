import { day } from '#lib/parts/pki/life.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { isCrlOf, readCrl } from '#lib/protocols/x509/crl.ts'
import { toPem } from '#lib/protocols/x509/pem.ts'
import type { PublishedFile } from './published-files.ts'

/** What is wrong with what a URL serves, as Windows would find it, and what to do about it; or what it is. */
export type Judgement = { fault: string; remedy: string } | { says: string }

export async function judgePublished(file: PublishedFile, bytes: Buffer, now = new Date()): Promise<Judgement> {
  if (/^\s*-----BEGIN /.test(bytes.toString('latin1', 0, 64))) return pem
  try {
    return file.kind === 'CRL' ? await judgeList(file, bytes, now) : judgeCertificate(file, bytes, now)
  } catch {
    return {
      fault: `is no ${file.kind} in DER (${bytes.length} bytes)`,
      remedy: `Serve the file as it is, as bytes: an error page or a logon page in its place is not a ${file.kind}.`,
    }
  }
}

/** Whether it is a file of this authority, as it is now or as it was earlier. */
export async function isOfAuthority({ kind, authorityPem }: PublishedFile, bytes: Buffer): Promise<boolean> {
  try {
    if (kind === 'CRL') return await isCrlOf(toPem(bytes, 'X509 CRL'), authorityPem)
    return readCertificate(toPem(bytes, 'CERTIFICATE')).ski === readCertificate(authorityPem).ski
  } catch {
    return false
  }
}

async function judgeList({ authorityPem, authority }: PublishedFile, bytes: Buffer, now: Date): Promise<Judgement> {
  const text = toPem(bytes, 'X509 CRL')
  const { issuer, number, thisUpdate, nextUpdate } = readCrl(text)
  if (!(await isCrlOf(text, authorityPem)))
    return {
      fault: `is the list of ${issuer}, and the ${authority.title} of this lab did not sign it`,
      remedy: 'Serve the list that Part 2 made: “Serve the revocation lists over http” puts it there.',
    }
  if (nextUpdate && nextUpdate <= now)
    return {
      fault: `expired on ${day(nextUpdate)} (nextUpdate)`,
      remedy: 'Run “Issue the revocation lists” in Part 2 and then “Serve the revocation lists over http”.',
    }
  if (thisUpdate > now)
    return {
      fault: `is valid only from ${thisUpdate.toISOString()}`,
      remedy: 'Set the clocks of this machine and of the servers right.',
    }
  const until = nextUpdate ? `, until ${day(nextUpdate)}` : ''
  return { says: `${bytes.length} bytes DER, ${issuer}, list ${number ?? 'without number'}${until}` }
}

function judgeCertificate({ authorityPem, authority }: PublishedFile, bytes: Buffer, now: Date): Judgement {
  const served = readCertificate(toPem(bytes, 'CERTIFICATE'))
  if (served.ski !== readCertificate(authorityPem).ski)
    return {
      fault: `is the certificate of ${served.subject}, not of the ${authority.title} of this lab`,
      remedy: 'Serve the certificate that Part 2 made: “Serve the revocation lists over http” puts it there.',
    }
  if (served.notAfter <= now)
    return {
      fault: `expired on ${day(served.notAfter)}`,
      remedy: 'Renew the authority in Part 2, then run “Serve the revocation lists over http”.',
    }
  return { says: `${bytes.length} bytes DER, ${served.subject}, until ${day(served.notAfter)}` }
}

const pem: Judgement = {
  fault: 'is PEM; Windows takes DER only from a distribution point',
  remedy: 'Convert it with “certutil -decode root.pem root.crl” or serve the file that Fairlead makes.',
}
