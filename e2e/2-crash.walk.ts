import type { StepView } from '#lib/wizard/view.ts'
import { Administrator } from './administrator.ts'
import { labOf } from './lab-of.ts'
import { expect, test, type Wizard } from './wizard.ts'

const stepOf = async (wizard: Wizard, id: string): Promise<StepView | undefined> =>
  (await labOf(wizard)).parts.flatMap(({ steps }) => steps).find((step) => step.id === id)

test('killed in the middle of a Step, the wizard says so after its next start, goes on, and does nothing twice', async ({
  page,
  wizard,
}) => {
  const administrator = new Administrator(page)
  await administrator.createRehearsal(wizard.url, 'crash')
  await administrator.walkPartOne()
  await administrator.runAll()

  await test.step('kill -9 while packages are being installed', async () => {
    await expect
      .poll(async () => (await stepOf(wizard, 'install-haproxy'))?.state, { timeout: 60_000, intervals: [50] })
      .toBe('running')
    const { activeRun } = await labOf(wizard)
    await expect
      .poll(
        async () =>
          (
            await (await fetch(`${wizard.url}/labs/${(await labOf(wizard)).id}/runs/${activeRun?.id}/log.txt`)).text()
          ).includes('apt-get'),
        { timeout: 30_000, intervals: [20] },
      )
      .toBe(true)
    await wizard.kill('SIGKILL')
  })
  await test.step('within ten seconds of the next start the Step shows as interrupted', async () => {
    await wizard.start()
    await page.goto(wizard.url)
    await expect(page.getByRole('row', { name: /crash.*Stopped half-way.*Interrupted/ })).toBeVisible({
      timeout: 10_000,
    })
    expect(await stepOf(wizard, 'install-haproxy')).toMatchObject({ state: 'interrupted' })
    expect((await labOf(wizard)).activeRun).toBeNull()
  })
  await test.step('resuming finishes the Part', async () => {
    await page.getByRole('link', { name: 'Resume crash' }).click()
    await page.getByRole('button', { name: 'Look again and go on' }).click()
    await administrator.isDone('High availability')
  })
  await test.step('what was done before the crash was found done, and nothing was done twice', async () => {
    const { parts } = await labOf(wizard)
    const before = parts.filter(({ id }) => ['lab', 'pki', 'nodes'].includes(id)).flatMap(({ steps }) => steps)
    expect(before.map(({ state }) => state).every((state) => state === 'changed' || state === 'satisfied')).toBe(true)
    await administrator.runAll()
    await expect
      .poll(async () => (await labOf(wizard)).lastRun, { timeout: 240_000 })
      .toMatchObject({ partId: null, outcome: 'done' })
    const again = (await labOf(wizard)).parts.filter(({ id }) => ['lab', 'pki', 'nodes', 'load-balancer'].includes(id))
    expect(again.flatMap(({ steps }) => steps).map(({ state }) => state)).toEqual(
      again.flatMap(({ steps }) => steps).map(() => 'satisfied'),
    )
  })
})

test('stopping a run ends it at once and leaves the lab ready to go on', async ({ page, wizard }) => {
  const administrator = new Administrator(page)
  await administrator.createRehearsal(wizard.url, 'stop')
  await administrator.lookAndRun()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect
    .poll(async () => (await labOf(wizard)).lastRun?.outcome, { timeout: 30_000 })
    .toMatch(/cancelled|blocked/)
  await expect(page.getByRole('button', { name: 'Look again and go on' })).toBeVisible()
})
