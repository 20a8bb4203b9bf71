import { describe, expect, test } from 'vitest'
import { formerTemplates, wantedTemplates } from './address-templates.ts'

const primary = 'SMTP:%m@new.example'

describe('the templates that a policy comes to have', () => {
  test.each([
    ['the only one', ['SMTP:%m@lab.local'], [primary, 'smtp:%m@lab.local'], [primary]],
    [
      'several, of other kinds too',
      ['X400:c=US;a= ;p=Lab;', 'SMTP:%g.%s@lab.local', 'smtp:%m@lab.local'],
      [primary, 'X400:c=US;a= ;p=Lab;', 'smtp:%g.%s@lab.local', 'smtp:%m@lab.local'],
      [primary, 'X400:c=US;a= ;p=Lab;'],
    ],
    [
      'the same as a secondary',
      ['SMTP:%m@lab.local', 'smtp:%m@new.example'],
      [primary, 'smtp:%m@lab.local'],
      [primary],
    ],
    ['the same without %m', ['SMTP:@new.example'], ['SMTP:@new.example'], ['SMTP:@new.example']],
    ['the same in capitals', ['SMTP:%m@NEW.example'], ['SMTP:%m@NEW.example'], ['SMTP:%m@NEW.example']],
    ['none', [], [primary], [primary]],
  ])('from %s', (_, now, kept, replaced) => {
    expect(wantedTemplates(now, primary, 'keep')).toEqual(kept)
    expect(wantedTemplates(now, primary, 'replace')).toEqual(replaced)
  })
})

test('Undo gives back the former ones exactly, and keeps those of other domains that came since', () => {
  const former = ['SMTP:%m@lab.local', 'X400:c=US;a= ;p=Lab;']
  const wanted = wantedTemplates(former, primary, 'keep')
  expect(formerTemplates(wanted, former, 'new.example')).toEqual(former)
  expect(formerTemplates([...wanted, 'smtp:%g@other.example'], former, 'new.example')).toEqual([
    ...former,
    'smtp:%g@other.example',
  ])
})
