/** Cuts bytes into lines. */
export interface ByteLines {
  /** False once a line grew past the limit: nothing more is read. */
  readonly push: (chunk: Buffer) => boolean
  /** Gives out what is left without a newline. */
  readonly flush: () => void
}

const newline = 0x0a

/**
 * Frames lines ended by `\n` (a `\r` before it is dropped), empty ones left out. Unlike the framer for logs it never
 * cuts a line: one that grows past `maxBytes` ends the reading, with no more than that held in memory.
 */
export const createByteLines = (maxBytes: number, onLine: (line: string) => void): ByteLines => {
  let parts: Buffer[] = []
  let held = 0
  let open = true

  const emit = (): void => {
    const text = (parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts)).toString('utf8')
    parts = []
    held = 0
    const line = text.endsWith('\r') ? text.slice(0, -1) : text
    if (line.length > 0) onLine(line)
  }
  const hold = (part: Buffer): boolean => {
    if (part.length === 0) return true
    held += part.length
    if (held >= maxBytes) {
      open = false
      parts = []
      return false
    }
    parts.push(part)
    return true
  }

  return {
    push: (chunk) => {
      let start = 0
      while (open) {
        const end = chunk.indexOf(newline, start)
        if (end === -1) return hold(chunk.subarray(start))
        if (!hold(chunk.subarray(start, end))) return false
        emit()
        start = end + 1
      }
      return false
    },
    flush: () => {
      if (open && held > 0) emit()
    },
  }
}
