import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'
import type { Certificate } from '#lib/protocols/x509/certificate.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'

/** Which provider holds the key of a certificate in the store `My`; `undefined` where certutil does not say. */
export async function keyProviderOn(session: WindowsSession, thumbprint: string): Promise<string | undefined> {
  const output = await session.run([{ script: showStored, parameters: { Thumbprint: thumbprint } }])
  // The label is in the language of Windows, the name of the provider is not.
  return linesOf(output).flatMap((line) => /=\s*(Microsoft .*Provider.*)$/.exec(line)?.[1]?.trim() ?? [])[0]
}

/** What `certutil -verify -urlfetch` finds wrong with a certificate, in its words; nothing where all is well. */
export async function verifiedOn(session: WindowsSession, { pem, sha1 }: Certificate): Promise<string[]> {
  const output = await session.run([
    {
      script: verify,
      parameters: {
        File: `C:\\Windows\\Temp\\fairlead-verify-${sha1.toLowerCase()}.cer`,
        Lines: pem.trim().split('\n'),
      },
    },
  ])
  const lines = linesOf(output)
  const found = lines.flatMap((line, index) => {
    if (!/0x8[0-9a-f]{7}/i.test(line)) return []
    const url = /^https?:\S+$/.exec(lines[index + 1] ?? '')?.[0]
    return [url ? `${url}: ${line}` : line]
  })
  return [...new Set(found)].slice(0, 6)
}

const linesOf = (output: readonly Plain[]): string[] =>
  output.flatMap((one) => (typeof one === 'string' ? one.split(/\r?\n/) : [])).map((line) => line.trim())

const showStored = `param($Thumbprint)
certutil.exe -store My $Thumbprint`

/** certutil asks a file; it is gone again whatever happens. */
const verify = `param($File, $Lines)
try {
  Set-Content -LiteralPath $File -Value $Lines -Encoding Ascii
  certutil.exe -verify -urlfetch $File
} finally {
  Remove-Item -LiteralPath $File
}`
