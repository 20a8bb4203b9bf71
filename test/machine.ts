import { Failure } from '#lib/failure.ts'
import { Secret } from '#lib/secret.ts'
import type { Command, CommandOptions, CommandResult, Content, FileOptions, Shell } from '#lib/wizard/hosts.ts'

type Reaction = Partial<CommandResult> | string | undefined

/**
 * A Linux machine for tests of Steps: a map of files and a function that answers commands, and a transcript of all that
 * was asked of it. A command that nobody answers fails the test; a machine never pretends to have succeeded.
 */
export class Machine implements Shell {
  readonly transcript: string[] = []
  readonly files = new Map<string, { content: string; mode: number; owner: string; group: string }>()
  readonly host: string
  /** Thrown by the next command or write whose text contains it: the wizard dies there. */
  diesAt: string | undefined
  readonly #answer: (words: Command, machine: Machine, input: string | undefined) => Reaction

  constructor(host: string, answer: (words: Command, machine: Machine, input: string | undefined) => Reaction) {
    this.host = host
    this.#answer = answer
  }

  async ask(command: Command, options: CommandOptions = {}): Promise<CommandResult> {
    options.signal?.throwIfAborted()
    const line = command.join(' ')
    this.transcript.push(line)
    this.#dieAt(line)
    const input = options.input === undefined ? undefined : textOf(options.input)
    const reaction = this.#answer(command, this, input)
    if (reaction === undefined) throw new Error(`${this.host}: nobody answers "${line}"`)
    const result = typeof reaction === 'string' ? { stdout: reaction } : reaction
    const whole = { exitCode: 0, stdout: '', stderr: '', ...result }
    for (const text of whole.stdout.split('\n').filter(Boolean)) options.onLine?.(text, 'stdout')
    return whole
  }

  async run(command: Command, options: CommandOptions = {}): Promise<string> {
    const { exitCode, stdout, stderr } = await this.ask(command, options)
    if (exitCode === 0) return stdout
    throw new Failure('command-failed', {
      message: `${command.join(' ')} ended with ${exitCode} on ${this.host}: ${stderr}`,
    })
  }

  async read(path: string): Promise<string | undefined> {
    return this.files.get(path)?.content
  }

  async write(path: string, content: Content, options: FileOptions): Promise<{ previous: string | undefined }> {
    const line = `write ${path} ${options.mode.toString(8)}`
    this.transcript.push(line)
    this.#dieAt(line)
    const text = textOf(content)
    const before = this.files.get(path)
    const previous = before && before.content !== text ? `${path}.previous` : undefined
    if (before && previous) this.files.set(previous, before)
    this.files.set(path, {
      content: text,
      mode: options.mode,
      owner: options.owner ?? 'root',
      group: options.group ?? 'root',
    })
    return { previous }
  }

  /** What was done to the machine, without the looks: every line that matches none of the given beginnings. */
  changes(looks: readonly string[]): string[] {
    return this.transcript.filter((line) => !looks.some((look) => line.startsWith(look)))
  }

  #dieAt(line: string) {
    if (!this.diesAt || !line.includes(this.diesAt)) return
    this.diesAt = undefined
    throw new Error('the wizard died here')
  }
}

/** Bytes are held as one character each, so that a map of strings can hold DER too. */
function textOf(content: Content): string {
  if (content instanceof Secret) return content.reveal()
  return typeof content === 'string' ? content : Buffer.from(content).toString('latin1')
}
