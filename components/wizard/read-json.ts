/** JSON of this server. The shape is the route's promise; both sides name the same type. */
export async function readJson<Shape>(url: string, signal: AbortSignal): Promise<Shape> {
  const response = await fetch(url, { signal, headers: { accept: 'application/json' }, cache: 'no-cache' })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.json()
}
