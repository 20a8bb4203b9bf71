import { CopyButton } from '#components/ui/copy-button.tsx'

/** What to type on a machine's own console to see what Fairlead must have been shown. */
export const HowToCompare = () => (
  <details>
    <summary className="w-fit text-sm text-muted hover:text-ink">How to see it on the console of the machine</summary>
    <dl className="mt-2 grid gap-3">
      {commands.map(({ of, text }) => (
        <div key={of}>
          <dt className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
            {of}
            <CopyButton text={() => text} label={`Copy the command for: ${of}`}>
              Copy
            </CopyButton>
          </dt>
          <dd className="rounded-lg border border-line bg-sunk px-3 py-2 font-mono text-[12.5px] leading-[1.6] [overflow-wrap:anywhere]">
            {text}
          </dd>
        </div>
      ))}
    </dl>
    <p className="mt-3 max-w-[72ch] text-sm text-muted">
      A certificate on 5986 is the better identity, and is preferred where there is one. On 5985 there is none: the look
      sends only the opening of a login and is told a name, which the login then proves. A stranger who claims the
      approved name learns no password and can read no command, but can try to guess the password from what a login
      sends.
    </p>
  </details>
)

const commands = [
  { of: 'SSH key of a Linux host', text: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub' },
  {
    of: 'SHA-256 of the certificate of WinRM on 5986, in PowerShell',
    text: 'Get-WSManInstance winrm/config/Listener -Enumerate | Where-Object Transport -eq HTTPS | ForEach-Object { $c = Get-Item "Cert:\\LocalMachine\\My\\$($_.CertificateThumbprint)"; [BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash($c.RawData)) -replace \'-\' }',
  },
  {
    of: 'Name and domain of a Windows host, in PowerShell',
    text: 'Get-CimInstance Win32_ComputerSystem | Format-List Name, Domain',
  },
]
