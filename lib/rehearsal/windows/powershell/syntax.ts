/** The part of PowerShell's language that the simulated host understands. */
export type Script = {
  parameters: { name: string; default?: Expression; type?: string }[]
  begin: Statement[]
  process: Statement[]
  end: Statement[]
}

export type Statement =
  | { kind: 'pipeline'; elements: Element[] }
  | { kind: 'assign'; target: Expression; operator: string; value: Statement }
  | { kind: 'if'; branches: { condition: Statement; body: Statement[] }[]; otherwise: Statement[] }
  | { kind: 'foreach'; variable: string; list: Statement; body: Statement[] }
  | { kind: 'while'; condition: Statement; body: Statement[] }
  | { kind: 'try'; body: Statement[]; handler?: Statement[]; last?: Statement[] }
  | { kind: 'function'; name: string; body: Script }
  | { kind: 'leave'; how: 'return' | 'throw' | 'break' | 'continue' | 'exit'; value?: Statement }

/** One link of a pipeline. The name of a command may be an expression, after the call operator. */
export type Element =
  | { kind: 'command'; name: string | Expression; arguments: CommandArgument[]; discardsErrors: boolean }
  | { kind: 'expression'; value: Expression }

export type CommandArgument =
  | { kind: 'name'; name: string; value?: Expression }
  | { kind: 'value'; value: Expression }
  | { kind: 'splat'; variable: string }

export type Expression =
  | { kind: 'literal'; value: string | number | bigint | boolean | null }
  | { kind: 'expandable'; parts: Expression[] }
  | { kind: 'variable'; scope?: string; name: string }
  | { kind: 'array'; items: Expression[] }
  | { kind: 'list'; body: Statement[] }
  | { kind: 'sub'; body: Statement[] }
  | { kind: 'table'; entries: { key: Expression; value: Statement }[] }
  | { kind: 'block'; text: string }
  | { kind: 'type'; name: string }
  | { kind: 'cast'; type: string; value: Expression }
  | { kind: 'unary'; operator: string; value: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | { kind: 'member'; of: Expression; name: Expression; isStatic: boolean }
  | { kind: 'call'; of: Expression; name: Expression; arguments: Expression[]; isStatic: boolean }
  | { kind: 'index'; of: Expression; index: Expression }
