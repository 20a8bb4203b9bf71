import { NtlmAcceptor } from '#lib/protocols/ntlm/acceptor.ts'
import type { NtlmSealing } from '#lib/protocols/ntlm/sealing.ts'
import { Secret } from '#lib/secret.ts'
import { accountNamed, accountOf } from '../accounts.ts'
import { fullName } from '../config.ts'
import { timeOf, type WindowsHost } from '../windows-host.ts'

export type LoggedIn = { user: string; domain: string; isAdministrator: boolean; sealing?: NtlmSealing }

/** What a login says to a request: go on as somebody, or these lines of WWW-Authenticate with 401. */
export type LoginAnswer = { as: LoggedIn } | { challenges: string[] }

const ntlmSignature = Buffer.from('NTLMSSP\0', 'latin1')

/** The login of one TCP connection: NTLM belongs to the connection and not to a request. */
export class ConnectionLogin {
  as: LoggedIn | undefined
  readonly #host: WindowsHost
  readonly #channelBinding: Uint8Array | undefined
  #acceptor: NtlmAcceptor | undefined

  constructor(host: WindowsHost, channelBinding?: Uint8Array) {
    this.#host = host
    this.#channelBinding = channelBinding
  }

  forget(): void {
    this.as = undefined
    this.#acceptor = undefined
  }

  answer(authorization: string | undefined, offersBasic: boolean): LoginAnswer {
    const offers = ['Negotiate', 'Kerberos', ...(offersBasic ? ['Basic realm="WSMAN"'] : [])]
    const [, scheme = '', token = ''] = /^(\w+)\s+(\S+)$/.exec(authorization ?? '') ?? []
    if (/^(negotiate|ntlm)$/i.test(scheme)) return this.#ntlm(Buffer.from(token, 'base64'), scheme, offers)
    if (/^basic$/i.test(scheme) && offersBasic)
      return this.#basic(Buffer.from(token, 'base64').toString('utf8'), offers)
    return this.as ? { as: this.as } : { challenges: offers }
  }

  #ntlm(token: Buffer, scheme: string, offers: string[]): LoginAnswer {
    this.as = undefined
    try {
      if (!token.subarray(0, 8).equals(ntlmSignature)) return { challenges: offers }
      if (token.readUInt32LE(8) === 1) {
        this.#acceptor = this.#newAcceptor()
        return { challenges: [`${scheme} ${this.#acceptor.challenge(token).toString('base64')}`] }
      }
      const accepted = this.#acceptor?.accept(token)
      const account = accepted && accountNamed(this.#host.config, accepted.user, accepted.domain)
      if (!accepted || !account) return { challenges: offers }
      const { user, domain, administrator } = account
      this.as = { user, domain, isAdministrator: administrator, sealing: accepted.sealing }
      return { as: this.as }
    } catch {
      return { challenges: offers }
    }
  }

  #basic(userAndPassword: string, offers: string[]): LoginAnswer {
    const at = userAndPassword.indexOf(':')
    const account = accountOf(this.#host.config, userAndPassword.slice(0, at), userAndPassword.slice(at + 1))
    if (!account) return { challenges: offers }
    return { as: { user: account.user, domain: account.domain, isAdministrator: account.administrator } }
  }

  #newAcceptor(): NtlmAcceptor {
    const { config } = this.#host
    return new NtlmAcceptor({
      computer: config.name.toUpperCase(),
      domain: config.domain.netbios,
      dnsComputer: fullName(config).toLowerCase(),
      dnsDomain: config.domain.dns,
      passwordOf: (user, domain) => {
        const account = accountNamed(config, user, domain)
        return account && new Secret(account.password)
      },
      ...(this.#channelBinding && { channelBinding: this.#channelBinding }),
      now: () => timeOf(this.#host),
    })
  }
}
