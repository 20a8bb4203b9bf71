import type { PsObject, PsValue } from '#lib/protocols/psrp/clixml/value.ts'
import { messageType } from '#lib/protocols/psrp/message.ts'
import { property } from './create-pipeline.ts'
import { members } from './records.ts'

/** How many runspaces a pool may have, [MS-PSRP] 3.2.5.4.6–8. They are counted and promised; all pipelines share one. */
export class RunspaceCount {
  static isAbout(type: number): boolean {
    const { setMinRunspaces, setMaxRunspaces, getAvailableRunspaces } = messageType
    return type === setMinRunspaces || type === setMaxRunspaces || type === getAvailableRunspaces
  }

  #min = 1
  #max = 1

  begin(init: PsValue): void {
    this.#min = numberIn(init, 'MinRunspaces') ?? 1
    this.#max = numberIn(init, 'MaxRunspaces') ?? 1
  }

  answer(type: number, asked: PsValue): PsObject {
    return members({
      SetMinMaxRunspacesResponse: this.#response(type, asked),
      ci: property(asked, 'CI') ?? property(asked, 'ci'),
    })
  }

  #response(type: number, asked: PsValue): number | boolean {
    if (type === messageType.getAvailableRunspaces) return this.#max
    const isMax = type === messageType.setMaxRunspaces
    const wanted = numberIn(asked, isMax ? 'MaxRunspaces' : 'MinRunspaces') ?? -1
    const isPossible = isMax ? wanted >= this.#min && wanted > 0 : wanted >= 1 && wanted <= this.#max
    if (isPossible && isMax) this.#max = wanted
    if (isPossible && !isMax) this.#min = wanted
    return isPossible
  }
}

function numberIn(value: PsValue, name: string): number | undefined {
  const held = property(value, name)
  return typeof held === 'number' ? held : undefined
}
