import { hostileValues } from '#test/hostile.ts'
import { Administrator } from './administrator.ts'
import { labOf } from './lab-of.ts'
import { expect, test } from './wizard.ts'

test('thirty hostile values in the inventory: each gets an error at its field, none is saved, nothing typed is lost', async ({
  page,
  wizard,
}) => {
  await new Administrator(page).createRehearsal(wizard.url, 'hostile')
  const before = (await labOf(wizard)).virtualAddress
  const field = page.getByLabel('Virtual address')
  const mail = page.getByLabel('Mail name')
  const other = await mail.inputValue()
  for (const [what, value] of hostileValues) {
    // A browser's text field drops line breaks and NUL by itself; what it sends then is judged like the rest.
    await field.fill(value)
    const typed = await field.inputValue()
    await page.getByRole('button', { name: 'Save answers' }).click()
    await expect(field, what).toHaveAttribute('aria-invalid', 'true')
    await expect(field, what).toHaveAccessibleDescription(/.{10,}/)
    expect(await field.inputValue(), what).toBe(typed)
    expect(await mail.inputValue(), what).toBe(other)
    // The next one starts from a good value, so that its error is its own.
    await field.fill(before)
    await page.getByRole('button', { name: 'Save answers' }).click()
    await expect(page.getByRole('button', { name: 'Save answers' }), what).toBeEnabled()
    await expect(field, what).not.toHaveAttribute('aria-invalid', 'true')
  }
  expect((await labOf(wizard)).virtualAddress).toBe(before)
})
