import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { Failure } from '#lib/failure.ts'
import { answer, invalid } from './answer.ts'

test('what was foreseen is answered in words for the page, with the way to put it right', async () => {
  const fix = { part: 'lab', tab: 'answers', label: 'Open the answers' }
  const failing = async () => {
    throw new Failure('invalid', { message: 'Nobody has described this lab yet.', remedy: 'Save the answers.', fix })
  }
  expect(await answer(failing)).toEqual({
    ok: false,
    message: 'Nobody has described this lab yet.',
    remedy: 'Save the answers.',
    fix,
  })
})

test('what was not foreseen is written to the log of the server, and the page is told', async () => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => {})
  const said = await answer(async () => {
    throw new TypeError('x is not a function')
  })
  expect(said).toMatchObject({ ok: false, message: expect.stringContaining('did not foresee') })
  expect(written).toHaveBeenCalledOnce()
  written.mockClear()
})

test('a problem is named by the dotted path of its field, of several the first', () => {
  const schema = z.object({ hosts: z.array(z.object({ name: z.string().min(2, 'Too short.').regex(/^a/, 'Not a.') })) })
  const { error } = schema.safeParse({ hosts: [{ name: 'ab' }, { name: 'b' }] })
  expect(error && invalid(error)).toMatchObject({ ok: false, problems: { 'hosts.1.name': 'Too short.' } })
})
