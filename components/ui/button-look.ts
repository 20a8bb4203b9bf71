import { cva } from 'class-variance-authority'

export const buttonLook = cva(
  'inline-flex items-center justify-center gap-2 rounded-lg border font-semibold whitespace-nowrap select-none transition-colors disabled:not-data-early:opacity-55',
  {
    variants: {
      look: {
        plain: 'border-line-strong bg-panel text-ink hover:bg-sunk',
        primary: 'border-accent bg-accent text-accent-ink hover:border-accent-strong hover:bg-accent-strong',
        quiet: 'border-transparent bg-transparent text-muted hover:bg-sunk hover:text-ink',
        danger: 'border-bad/40 bg-panel text-bad hover:bg-bad-soft',
      },
      size: {
        normal: 'min-h-[34px] px-3.5 py-1.5 text-[13.5px] leading-[1.2]',
        small: 'min-h-[28px] px-2.5 py-1 text-[13px] leading-[1.2]',
        icon: 'size-[34px] p-0',
      },
    },
    defaultVariants: { look: 'plain', size: 'normal' },
  },
)
