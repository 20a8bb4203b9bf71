import type { Addressing } from '#lib/rehearsal/windows/state/addressing.ts'
import type { WindowsLab } from './windows-lab.ts'

/** The accepted domains, address policies and recipients that the simulated organisation of a lab keeps. */
export function addressingOf(lab: WindowsLab) {
  const host = lab.running.get('LAB-EX01')?.host
  if (!host) throw new Error('this lab has no LAB-EX01')
  const { directory } = host
  const first = structuredClone(directory.read().addressing)
  return {
    first,
    directory,
    kept: () => directory.read().addressing,
    /** As it was at first, with these changes. */
    setUp: (change: (addressing: Addressing) => void = () => undefined) =>
      directory.change((draft) => {
        draft.addressing = structuredClone(first)
        change(draft.addressing)
      }),
    change: (change: (addressing: Addressing) => void) => directory.change(({ addressing }) => change(addressing)),
  }
}
