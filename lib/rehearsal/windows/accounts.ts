import type { WindowsAccount, WindowsHostConfig } from './config.ts'

/** `LAB\Administrator`, `administrator@lab.local` or a bare name, in any case. */
export function accountNamed(config: WindowsHostConfig, user: string, domain = ''): WindowsAccount | undefined {
  const [left, right] = user.includes('\\') ? user.split('\\') : [domain, user]
  const [name, suffix] = (right ?? '').split('@')
  const asked = suffix?.toLowerCase() === config.domain.dns.toLowerCase() ? config.domain.netbios : (left ?? '')
  return config.accounts.find(
    (account) =>
      account.user.toLowerCase() === name?.toLowerCase() &&
      (asked === '' || [account.domain, config.domain.dns].some((one) => one.toLowerCase() === asked.toLowerCase())),
  )
}

/** The account, if the password is its own. */
export function accountOf(config: WindowsHostConfig, user: string, password: string): WindowsAccount | undefined {
  const account = accountNamed(config, user)
  return account?.password === password ? account : undefined
}
