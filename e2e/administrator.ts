import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

// The first run of all may have to make the nodes' root file system, on a machine that does other things too.
const A_RUN_MS = 300_000
const machines = ['lab-hap01', 'lab-hap02', 'LAB-EX01', 'LAB-EX02', 'LAB-DC01', 'LAB-CA01', 'LAB-CA02']

/** What an administrator does with the wizard, in the words of its pages. */
export class Administrator {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async createRehearsal(url: string, name: string): Promise<void> {
    await this.page.goto(url)
    await this.page.getByRole('link', { name: 'Start a rehearsal' }).click()
    await this.page.getByLabel('Name').fill(name)
    await this.page.getByRole('button', { name: 'Create the rehearsal' }).click()
    await expect(this.page.getByRole('heading', { name: 'Part 1 · Lab' })).toBeVisible()
  }

  /** Reads the plan of the Part that is open, then carries it out. */
  async lookAndRun(): Promise<void> {
    await this.look()
    await this.page.getByRole('button', { name: /^Run \d+ changes? / }).click()
  }

  async look(): Promise<void> {
    await this.page.getByRole('button', { name: 'Look: what would change?' }).click()
    await expect(this.page.getByRole('button', { name: /^Run \d+ changes? / })).toBeVisible({ timeout: A_RUN_MS })
  }

  async isDone(next: string): Promise<void> {
    await expect(this.page.getByRole('link', { name: `Go on to ${next}` })).toBeVisible({ timeout: A_RUN_MS })
  }

  async goOn(next: string): Promise<void> {
    await this.page.getByRole('link', { name: `Go on to ${next}` }).click()
    await expect(this.page.getByRole('heading', { name: new RegExp(`^Part \\d · ${next}$`) })).toBeVisible()
  }

  /** Part 1: the machines are made, then each identity is approved by hand, then the Part goes on. */
  async walkPartOne(): Promise<void> {
    await this.lookAndRun()
    await this.page.getByRole('link', { name: 'Open Identities' }).click({ timeout: A_RUN_MS })
    for (const host of machines) {
      await this.page.getByRole('button', { name: `Approve ${host}` }).click()
      await expect(this.page.getByRole('button', { name: `Withdraw the approval of ${host}` })).toBeVisible()
    }
    await this.page.getByRole('button', { name: 'Look again and go on' }).click()
    await this.isDone('PKI')
  }

  async runAll(): Promise<void> {
    await this.page.getByRole('button', { name: 'Run all Parts…' }).click()
    await this.page.getByRole('button', { name: 'Run all Parts now' }).click()
  }

  async hasNoAxeViolations(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  }
}
