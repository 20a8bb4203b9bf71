import { expect, test } from 'vitest'
import { seats } from './seats.ts'

test('commands beyond the limit wait for a place, in their order', async () => {
  const places = seats(2)
  const first = await places.take(undefined)
  await places.take(undefined)
  const order: string[] = []
  const third = places.take(undefined)
  const fourth = places.take(undefined)
  void third.then(() => order.push('third'))
  void fourth.then(() => order.push('fourth'))
  first()
  const leave = await third
  leave()
  await fourth
  expect(order).toEqual(['third', 'fourth'])
})

test('who gives up waiting takes nobody a place', async () => {
  const places = seats(1)
  const leave = await places.take(undefined)
  const impatient = new AbortController()
  const given = places.take(impatient.signal)
  const patient = places.take(undefined)
  impatient.abort(new Error('no longer needed'))
  await expect(given).rejects.toThrow('no longer needed')
  leave()
  expect(await patient).toBeTypeOf('function')
})

test('a server that takes fewer commands gets fewer; one that takes none is told apart', async () => {
  const places = seats(8)
  const leave = await places.take(undefined)
  expect(places.shrink()).toBe(false)
  const refused = await places.take(undefined)
  expect(places.shrink()).toBe(true)
  refused()
  const waiting = places.take(undefined)
  leave()
  expect(await waiting).toBeTypeOf('function')
})
