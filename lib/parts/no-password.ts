import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { blocked, type Finding } from '#lib/wizard/step.ts'

export const noPassword = ({ lab }: Answers): Finding =>
  blocked(
    `The password of ${lab.administrator} is not kept yet, so the Windows hosts cannot be asked.`,
    'Enter it under Passwords and keys in Part 1; it is kept sealed.',
    { part: 'lab', tab: 'answers', field: kept.windowsPassword, label: 'Give the Windows password' },
  )
