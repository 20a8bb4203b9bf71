import type { IdentityDetail } from '#lib/wizard/hosts.ts'
import { isName } from './identity-words.ts'

/** What is compared, and under it what else was shown with it. */
export function IdentityShown({ fingerprint, details }: { fingerprint: string; details: readonly IdentityDetail[] }) {
  const detail = (name: string) => details.find((one) => one.name === name)?.value
  const digits = fingerprint.startsWith('SHA256:') && fingerprint.length === 71
  return (
    <div>
      <span className="font-mono text-[12.5px] leading-[1.7] break-words">
        {digits ? <CertificateDigits fingerprint={fingerprint} /> : fingerprint}
      </span>
      {detail('subject') && (
        <p className="max-w-[64ch] text-muted">
          {detail('subject')}, <span className="whitespace-nowrap">valid {detail('valid')}</span>
          <span className="block">
            thumbprint <span className="font-mono text-[12.5px] break-all">{detail('thumbprint')}</span>
          </span>
        </p>
      )}
      {isName(fingerprint) && (
        <p className="max-w-[64ch] text-muted">
          {detail('name')} of {detail('domain')}. On 5985 there is no certificate: this is what the server claims. It is
          proven in each login, before a command is sent: messages are sealed with keys that come of the password, and
          only a server that can have it checked in this domain has them.
        </p>
      )}
    </div>
  )
}

/** 64 digits, which may be broken in the middle and are copied as one. */
function CertificateDigits({ fingerprint }: { fingerprint: string }) {
  return (
    <>
      {fingerprint.slice(0, 39)}
      <wbr />
      {fingerprint.slice(39)}
    </>
  )
}
