/** What a form holds while it is being filled in: texts, yes or no, and lists and groups of them. */
export type AnswerTree = string | boolean | AnswerTree[] | { [name: string]: AnswerTree }

/** Stored answers as a form holds them; numbers become texts, so that a half-typed one can be kept. */
export function toTree(value: unknown): AnswerTree {
  if (typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(toTree)
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toTree(inner)]))
  return value === null || value === undefined ? '' : String(value)
}

/** The value at a dotted path, for example `hosts.3.address`. */
export function readAt(tree: AnswerTree | undefined, path: string): AnswerTree | undefined {
  return path
    .split('.')
    .reduce<AnswerTree | undefined>((at, key) => (typeof at === 'object' ? branch(at, key) : undefined), tree)
}

/** The tree with another value at a dotted path; everything beside the path is the same object as before. */
export function writeAt(tree: AnswerTree, path: string, value: AnswerTree): AnswerTree {
  const [key = '', ...rest] = path.split('.')
  if (typeof tree !== 'object') return tree
  const inner = rest.length === 0 ? value : writeAt(branch(tree, key) ?? {}, rest.join('.'), value)
  if (Array.isArray(tree)) return tree.map((one, index) => (index === Number(key) ? inner : one))
  return { ...tree, [key]: inner }
}

const branch = (at: AnswerTree[] | { [name: string]: AnswerTree }, key: string): AnswerTree | undefined =>
  Array.isArray(at) ? at[Number(key)] : Object.hasOwn(at, key) ? at[key] : undefined
