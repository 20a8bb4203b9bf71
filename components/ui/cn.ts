import { type ClassValue, clsx } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

// `text-figure` is a size of ours; unknown to tailwind-merge it would be taken for a colour and lose against one.
const merge = extendTailwindMerge({ extend: { classGroups: { 'font-size': [{ text: ['figure'] }] } } })

/** Class names joined; of two that set the same thing, the later wins. */
export const cn = (...names: ClassValue[]): string => merge(clsx(names))
