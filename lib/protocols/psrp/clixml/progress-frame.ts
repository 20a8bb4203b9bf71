import type { Frame } from './frames.ts'
import { malformed } from './malformed.ts'
import { decodeText } from './text.ts'
import { PsProgress, type PsValue } from './value.ts'

/** `<PR>`, [MS-PSRP] 2.2.5.1.25. Only the current operation may be missing. */
export function progressFrame(put: (value: PsValue) => void): Frame {
  const parts = new Map<string, string>()
  return {
    child: (element) => ({ end: (text) => void parts.set(element, decodeText(text)) }),
    end: () => {
      const part = (element: string) => parts.get(element) ?? missing(element)
      put(
        new PsProgress({
          activity: part('AV'),
          activityId: Number(part('AI')),
          currentOperation: parts.get('S') ?? null,
          parentActivityId: Number(part('PI')),
          percentComplete: Number(part('PC')),
          type: part('T'),
          secondsRemaining: Number(part('SR')),
          statusDescription: part('SD'),
        }),
      )
    },
  }
}

function missing(element: string): never {
  throw malformed(`a progress record has no <${element}>`)
}
