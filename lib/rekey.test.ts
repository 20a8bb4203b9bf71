import { copyFileSync, existsSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { makeLab } from '#test/journey.ts'
import { db } from './db.ts'
import { finishRekey, rekey } from './rekey.ts'
import { Secret } from './secret.ts'
import { keyFile } from './vault.ts'
import { keepOf } from './wizard/keep.ts'

beforeEach(async () => {
  await db.lab.deleteMany()
  await makeLab()
  await keepOf('lab1').writeSecret('ssh.password', new Secret('value'))
})

const opened = async () => (await keepOf('lab1').readSecret('ssh.password'))?.reveal()
const sealed = async () => (await db.kept.findFirst())?.sealed

test('after a rekey every secret opens again, under another key', async () => {
  const before = await sealed()
  expect(await rekey()).toBe(1)
  expect(await opened()).toBe('value')
  expect((await sealed())?.split('.')[1]).not.toBe(before?.split('.')[1])
})

test('a rekey killed after its transaction is completed', async () => {
  copyFileSync(keyFile(), `${keyFile()}.old`)
  await rekey()
  copyFileSync(keyFile(), `${keyFile()}.next`)
  copyFileSync(`${keyFile()}.old`, keyFile())
  await finishRekey()
  expect(await opened()).toBe('value')
})

test('a rekey killed before its transaction is forgotten', async () => {
  copyFileSync(keyFile(), `${keyFile()}.mine`)
  await rekey()
  const live = await sealed()
  copyFileSync(`${keyFile()}.mine`, `${keyFile()}.next`)
  await finishRekey()
  expect(existsSync(`${keyFile()}.next`)).toBe(false)
  expect([await sealed(), await opened()]).toEqual([live, 'value'])
})
