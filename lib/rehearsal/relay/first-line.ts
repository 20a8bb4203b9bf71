import type { Socket } from 'node:net'
import { longestLine } from './ask.ts'

/** Reads up to the first line feed and leaves what follows in the socket. `undefined` when there is no such line. */
export function firstLine(socket: Socket): Promise<string | undefined> {
  let line = Buffer.alloc(0)
  return new Promise((resolve) => {
    const done = (text: string | undefined) => {
      socket.off('readable', read).off('end', gone).off('close', gone)
      resolve(text)
    }
    const gone = () => done(undefined)
    const read = () => {
      const chunk: Buffer | null = socket.read()
      if (!chunk) return
      line = Buffer.concat([line, chunk])
      const end = line.indexOf(10)
      if (end < 0) return line.length > longestLine && gone()
      const rest = line.subarray(end + 1)
      done(line.toString('utf8', 0, end))
      if (rest.length) socket.unshift(rest)
    }
    socket.on('readable', read).on('end', gone).on('close', gone)
  })
}
