import { StringDecoder } from 'node:string_decoder'

/** Cuts a byte stream into lines. `flush` gives out what is left without a newline. */
export interface LineFramer {
  readonly push: (chunk: Buffer) => void
  readonly flush: () => void
}

/**
 * Frames lines ended by `\n`, `\r\n` or a bare `\r` (ffmpeg's status line). Empty lines are dropped. A line longer
 * than `maxLength` UTF-16 units is given out cut at that length and its rest is thrown away, so that a flood
 * without a newline takes no memory.
 */
export const createLineFramer = (maxLength: number, onLine: (line: string) => void): LineFramer => {
  const decoder = new StringDecoder('utf8')
  let pending = ''
  let room = maxLength

  const append = (part: string): void => {
    if (room <= 0 || part.length === 0) return
    pending += part.length > room ? part.slice(0, room) : part
    room -= part.length
  }
  const emit = (): void => {
    const line = pending
    pending = ''
    room = maxLength
    if (line.length > 0) onLine(line)
  }
  const take = (text: string): void => {
    let start = 0
    for (const match of text.matchAll(/[\r\n]/g)) {
      append(text.slice(start, match.index))
      emit()
      start = match.index + 1
    }
    append(text.slice(start))
  }

  return {
    push: (chunk) => take(decoder.write(chunk)),
    flush: () => {
      take(decoder.end())
      emit()
    },
  }
}
