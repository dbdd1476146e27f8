import { StringDecoder } from 'node:string_decoder'

/** Cuts a byte stream into lines. `flush` passes on a last line without a newline. */
export interface LineFramer {
  readonly push: (chunk: Buffer) => void
  readonly flush: () => void
}

/**
 * Frames lines ended by `\n`, `\r\n` or a bare `\r` (ffmpeg's status line). Empty lines are dropped. Of a line longer
 * than `maxLength` UTF-16 units no more than that is held, so that a flood without a newline takes no memory.
 *
 * @param onTooLong without it such a line is given out cut, and its rest is thrown away, as fits text for people. With it
 *   the reading ends there and this is called once, as fits a protocol, where half a message is none
 */
export const createLineFramer = (
  maxLength: number,
  onLine: (line: string) => void,
  onTooLong?: () => void,
): LineFramer => {
  const decoder = new StringDecoder('utf8')
  let pending = ''
  let room = maxLength
  let isOpen = true

  const append = (part: string): void => {
    if (onTooLong !== undefined && part.length > room) {
      isOpen = false
      pending = ''
      onTooLong()
      return
    }
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
      if (!isOpen) return
      emit()
      start = match.index + 1
    }
    append(text.slice(start))
  }

  return {
    push: (chunk) => {
      if (isOpen) take(decoder.write(chunk))
    },
    flush: () => {
      if (!isOpen) return
      take(decoder.end())
      emit()
    },
  }
}
