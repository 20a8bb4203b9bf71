import { Administrator } from './administrator.ts'
import { labOf } from './lab-of.ts'
import { expect, test } from './wizard.ts'

test('an administrator walks a rehearsal from nothing to a measured failover, and a second run changes nothing', async ({
  page,
  wizard,
}) => {
  const administrator = new Administrator(page)
  const noise: string[] = []
  page.on('console', (message) => message.type() === 'error' && noise.push(message.text()))
  page.on('pageerror', (error) => noise.push(error.message))

  await test.step('Part 1: machines, identities approved by hand, preflight', async () => {
    await administrator.createRehearsal(wizard.url, 'digitalbrain')
    await administrator.hasNoAxeViolations()
    await administrator.walkPartOne()
  })
  await test.step('Part 2: PKI', async () => {
    await administrator.goOn('PKI')
    await administrator.lookAndRun()
    await administrator.isDone('Client access')
  })
  await test.step('Part 3: Exchange client access', async () => {
    await administrator.goOn('Client access')
    await administrator.lookAndRun()
    await administrator.isDone('Nodes')
    await administrator.goOn('Nodes')
  })
  await test.step('Part 4: nodes', async () => {
    await administrator.lookAndRun()
    await administrator.isDone('Load balancer')
  })
  await test.step('Part 5: load balancer, with its plan and its live log', async () => {
    await administrator.goOn('Load balancer')
    await administrator.look()
    await administrator.hasNoAxeViolations()
    await page.getByRole('button', { name: /^Run \d+ changes? / }).click()
    await expect(page.getByText('Configuration file is valid').first()).toBeVisible({ timeout: 60_000 })
    await administrator.hasNoAxeViolations()
    await administrator.isDone('High availability')
  })
  await test.step('Part 6: high availability', async () => {
    await administrator.goOn('High availability')
    await administrator.lookAndRun()
    await administrator.isDone('Demo')
  })
  await test.step('Part 7: the drill', async () => {
    await administrator.goOn('Demo')
    await administrator.lookAndRun()
    await expect.poll(async () => (await labOf(wizard)).parts.at(-1)?.state, { timeout: 240_000 }).toBe('done')
  })
  await test.step('a reload and a second tab show the same', async () => {
    await page
      .getByRole('tab', { name: 'Evidence' })
      .or(page.getByRole('link', { name: /^Evidence/ }))
      .first()
      .click()
    await expect(page.getByText('requests lost').first()).toBeVisible()
    await administrator.hasNoAxeViolations()
    await page.reload()
    await expect(page.getByText('requests lost').first()).toBeVisible()
    const tab = await page.context().newPage()
    await tab.goto(page.url())
    await expect(tab.getByText('requests lost').first()).toBeVisible()
    await tab.close()
  })
  await test.step('the second run changes nothing and says so', async () => {
    await administrator.runAll()
    await expect
      .poll(async () => (await labOf(wizard)).lastRun, { timeout: 240_000 })
      .toMatchObject({ partId: null, outcome: 'done', changed: 0 })
    await page.getByRole('link', { name: 'Runs' }).click()
    await expect(page.getByText(/no changes/i).first()).toBeVisible()
    await administrator.hasNoAxeViolations()
  })
  await test.step('the report is a PDF of this lab', async () => {
    const { id } = await labOf(wizard)
    const answer = await page.request.get(`${wizard.url}/labs/${id}/report`)
    expect(answer.headers()['content-type']).toBe('application/pdf')
    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-')
  })
  await test.step('dark and on a phone, the pages hold the same rules', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 390, height: 844 })
    const { id } = await labOf(wizard)
    for (const path of [
      '',
      `/labs/${id}/lab?tab=picture`,
      `/labs/${id}/load-balancer?tab=run`,
      `/labs/${id}/demo?tab=evidence`,
    ]) {
      await page.goto(`${wizard.url}${path}`)
      await administrator.hasNoAxeViolations()
    }
  })
  expect(noise).toEqual([])
})
