import { blocked } from '#lib/wizard/step.ts'

export const tooLongName = (name: string, longest: number) =>
  blocked(
    `${name} has ${name.length} characters; a certificate can be made out to ${longest} at most.`,
    'Choose a shorter name for mail in Part 1.',
    { part: 'lab', field: 'mailName', tab: 'answers', label: 'Go to the mail name' },
  )
