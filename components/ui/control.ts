/** How every input, select and textarea looks. */
export const controlLook =
  'w-full rounded-lg border border-edge bg-panel min-h-[38px] px-[11px] py-[7px] text-base text-ink placeholder:text-faint aria-invalid:border-bad aria-invalid:bg-bad-soft disabled:bg-sunk disabled:text-muted'
