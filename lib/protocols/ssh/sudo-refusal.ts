import { Failure } from '#lib/failure.ts'

type Refused = { host: string; user: string; said: string; exitCode: number | null }

const fix = { part: 'lab', field: 'ssh.sudoPassword', label: 'Give the sudo password' }

/** Why a command was never started, from what sudo, PAM or the login shell said instead. */
export function notStarted({ host, user, said, exitCode }: Refused): Failure {
  const text = said
    .replace(/fairlead-\w+-password:/g, '')
    .trim()
    .split('\n')
    .slice(-5)
    .join(' ')
    .slice(-500)
  const rule = `On ${host}, as root: echo '${user} ALL=(ALL:ALL) ALL' > /etc/sudoers.d/fairlead; chmod 440 /etc/sudoers.d/fairlead`

  if (/must have a tty|no tty present|terminal is required/i.test(said))
    return new Failure('host-unfit', {
      message: `sudo on ${host} works for ${user} only at a terminal ("requiretty").`,
      remedy: `On ${host}, as root: echo 'Defaults:${user} !requiretty' > /etc/sudoers.d/fairlead-tty; chmod 440 /etc/sudoers.d/fairlead-tty`,
    })

  if (/not in the sudoers|not allowed to (execute|run)|may not run sudo/i.test(said))
    return new Failure('access-denied', {
      message: `${user} may not become root on ${host}: sudo says "${text}".`,
      remedy: `${rule}. Or log in as root.`,
    })

  if (user !== 'root' && /sudo.*(not found|no such file)/i.test(said))
    return new Failure('host-unfit', {
      message: `${host} has no sudo, which ${user} needs to become root.`,
      remedy: 'Install the package sudo, or log in as root.',
    })

  return new Failure('access-denied', {
    message: `${host} did not start the command for ${user}: ${text ? `"${text}"` : `nothing was said, exit code ${exitCode ?? 'none'}`}.`,
    remedy:
      user === 'root'
        ? `Log in by hand as root and look why the login shell runs no commands.`
        : `Log in by hand as ${user} and try "sudo -k id".`,
  })
}

export const wrongSudoPassword = ({ host, user }: { host: string; user: string }) =>
  new Failure('auth-rejected', {
    message: `sudo on ${host} does not accept the password of ${user}.`,
    remedy: 'Write the sudo password again. Fairlead tries it once only, so that the account is not locked.',
    fix,
  })

export const noSudoPassword = ({ host, user }: { host: string; user: string }) =>
  new Failure('auth-rejected', {
    message: `sudo on ${host} asks ${user} for a password, and none has been given.`,
    remedy: `Give the sudo password of ${user} in Part 1, or let ${user} use sudo without one.`,
    fix,
  })
