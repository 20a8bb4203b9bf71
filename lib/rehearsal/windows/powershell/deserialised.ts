import { NetObject, type Value } from './value.ts'

/** An object as it looks after it came over a session of its own: a bag of properties, its types marked. */
export function deserialised(value: Value): Value {
  if (Array.isArray(value)) return value.map(deserialised)
  if (!(value instanceof NetObject)) return value
  const properties = Object.fromEntries([...value.properties].map(([name, held]) => [name, deserialised(held)]))
  const types = value.types.map((type) => (type.startsWith('Deserialized.') ? type : `Deserialized.${type}`))
  const { text, base } = value
  return new NetObject(types, properties, { ...(text !== undefined && { text }), ...(base !== undefined && { base }) })
}
