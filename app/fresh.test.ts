import { expect, test } from 'vitest'
import { fresh } from './fresh.ts'

test('what has not changed is answered without a body', async () => {
  const first = fresh(new Request('http://localhost/'), { a: 1 })
  const etag = first.headers.get('etag') ?? ''
  const again = (value: unknown) =>
    fresh(new Request('http://localhost/', { headers: { 'if-none-match': etag } }), value)
  expect([again({ a: 1 }).status, await again({ a: 1 }).text()]).toEqual([304, ''])
  expect([again({ a: 2 }).status, await again({ a: 2 }).json()]).toEqual([200, { a: 2 }])
})
