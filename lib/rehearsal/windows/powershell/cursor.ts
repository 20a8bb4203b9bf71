import { PowerShellError } from './error-record.ts'

/** PowerShell takes typographic quotes for quotes ([MS-PSL] 2.3.5.2). */
export const singleQuotes = "'\u2018\u2019\u201a\u201b"
export const doubleQuotes = '"\u201c\u201d\u201e'
export const dashes = '-\u2013\u2014\u2015'

/** A place in a script's text. */
export class Cursor {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get next(): string {
    return this.text[this.at] ?? ''
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  peek(ahead: number): string {
    return this.text[this.at + ahead] ?? ''
  }

  starts(word: string): boolean {
    return this.text.startsWith(word, this.at)
  }

  /** Takes these characters if they come next. */
  take(word: string): boolean {
    if (!this.starts(word)) return false
    this.at += word.length
    return true
  }

  match(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern.source, 'iyu')
    sticky.lastIndex = this.at
    const found = sticky.exec(this.text) ?? undefined
    if (found) this.at += found[0].length
    return found
  }

  expect(word: string): void {
    if (!this.take(word)) throw this.error(`Missing '${word}'`)
  }

  /** Blanks, comments and continued lines. */
  skipBlanks(): void {
    while (this.match(/[ \t\u00a0]+|`\r?\n|<#[\s\S]*?#>|#[^\r\n]*/));
  }

  skipLines(): void {
    while (this.match(/[\s;]+|`\r?\n|<#[\s\S]*?#>|#[^\r\n]*/));
  }

  error(what: string): PowerShellError {
    const line = this.text.slice(0, this.at).split('\n').length
    return new PowerShellError({
      message: `At line:${line} char:${this.at - this.text.lastIndexOf('\n', this.at - 1)}\n${what}.`,
      exception: 'System.Management.Automation.ParseException',
      fullyQualifiedErrorId: 'ParserError',
      category: 'ParserError',
    })
  }
}
