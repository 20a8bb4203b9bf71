import ssh2, { type AnyAuthMethod, type ParsedKey } from 'ssh2'
import { Failure } from '#lib/failure.ts'
import type { Secret } from '#lib/secret.ts'
import { parsePrivateKey } from './private-key.ts'

export type Login = {
  user: string
  method: 'password' | 'key' | 'agent'
  password?: Secret
  privateKey?: Secret
  passphrase?: Secret
  /** Path of the agent's socket, as in SSH_AUTH_SOCK. */
  agentSocket?: string
}

/** One login under way: what to try next, and why it ended when there is nothing left. */
export type Attempt = {
  /** `left`: what the server offers (RFC 4252 section 5.1), null before the first answer. */
  next(left: readonly string[] | null, partial: boolean): AnyAuthMethod | false
  /** Why the login cannot go on, once `next` has answered false. */
  refusal(host: string): Failure
  /** Noted when the server wants more than one secret word. */
  demands(question: string): void
}

/** Asks the server first what it offers, then tries the one way in that the administrator has chosen, once. */
export function loginAttempt(login: Login): Attempt {
  const ways = waysOf(login)
  const { user } = login
  let offered: readonly string[] = []
  let tried = false
  let demanded: string | undefined
  let partly = false

  const attempt: Attempt = {
    next(left, partial) {
      if (left === null) return { type: 'none', username: user }
      if (!tried || partial) offered = left
      partly ||= partial
      const way = tried ? undefined : ways(attempt).find(({ type }) => left.includes(wireName(type)))
      tried ||= way !== undefined
      return way ?? false
    },
    refusal: (host) => refusal(host, login, { offered, tried, demanded, partly }),
    demands: (question) => {
      demanded ??= question
    },
  }
  return attempt
}

const wireName = (type: AnyAuthMethod['type']) => (type === 'agent' ? 'publickey' : type)

function waysOf(login: Login): (attempt: Attempt) => AnyAuthMethod[] {
  const username = login.user
  if (login.method === 'key') {
    const key: ParsedKey = parsePrivateKey(
      login.privateKey ?? missing('private key', 'ssh.privateKey'),
      login.passphrase,
    )
    return () => [{ type: 'publickey', username, key }]
  }

  if (login.method === 'agent') {
    const agent = new ssh2.OpenSSHAgent(
      login.agentSocket ?? missing('SSH agent socket (SSH_AUTH_SOCK)', 'login.method'),
    )
    return () => [{ type: 'agent', username, agent }]
  }

  const password = (login.password ?? missing('password', 'ssh.password')).reveal()
  return (attempt) => [
    { type: 'password', username, password },
    { type: 'keyboard-interactive', username, prompt: answerOnce(password, attempt) },
  ]
}

/** Many servers ask for the password by keyboard-interactive (PAM). A second question is a code or a change of password. */
function answerOnce(password: string, attempt: Attempt) {
  let answered = false
  return (
    ...[, , , prompts, finish]: Parameters<Extract<AnyAuthMethod, { type: 'keyboard-interactive' }>['prompt']>
  ) => {
    const first = !answered && prompts.length === 1
    answered = true
    if (!first) attempt.demands(prompts.map(({ prompt }) => prompt.trim()).join(', '))
    finish(first ? [password] : prompts.map(() => ''))
  }
}

type Course = { offered: readonly string[]; tried: boolean; demanded: string | undefined; partly: boolean }

function refusal(host: string, { user, method }: Login, { offered, tried, demanded, partly }: Course): Failure {
  const offers = offered.length > 0 ? offered.join(', ') : 'nothing'
  const way = { password: 'the password', key: 'the key', agent: 'the keys of the SSH agent' }[method]
  const fix = { part: 'lab', field: 'login.method', label: 'Check the SSH login' }

  if (demanded !== undefined || partly)
    return new Failure('auth-unsupported', {
      message: `${host} wants more than ${way} of ${user}${demanded ? `: it asks "${demanded}"` : `: it goes on to ask for ${offers}`}.`,
      remedy: `Fairlead logs in with one secret. Let ${user} in with a key alone, or renew an expired password at the console.`,
      fix,
    })

  if (!tried)
    return new Failure('auth-unsupported', {
      message: `${host} does not take ${way} for ${user}. It offers: ${offers}.`,
      remedy: 'Choose another login method, or allow this one in the sshd_config of the machine.',
      fix,
    })

  return new Failure('auth-rejected', {
    message: `${host} does not let ${user} in with ${way}. It offers: ${offers}.`,
    remedy:
      method === 'password'
        ? `Write the password of ${user} again; for root also look at PermitRootLogin in the sshd_config of the machine.`
        : `Put the public key into ~${user}/.ssh/authorized_keys on ${host}; the file and its folder must be writable by ${user} alone.`,
    fix,
  })
}

function missing(what: string, field: string): never {
  throw new Failure('invalid', {
    message: `The SSH login has no ${what}.`,
    remedy: `Give the ${what} in Part 1, or choose another login method.`,
    fix: { part: 'lab', field, label: `Give the ${what}` },
  })
}
