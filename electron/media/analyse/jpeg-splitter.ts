/** Cuts concatenated JPEGs apart at their end markers; segments are skipped by their length, so tables cannot mislead it. */
export const createJpegSplitter = (
  onImage: (jpeg: Uint8Array) => void | Promise<void>,
): { readonly push: (chunk: Uint8Array) => void | Promise<void> } => {
  let pending: Uint8Array = new Uint8Array(0)
  /** Where to look on: a marker in the header, or anywhere in the entropy-coded data. */
  let position = 0
  let inScan = false

  const endOfImage = (): number | null => {
    while (position + 4 <= pending.length || (inScan && position + 2 <= pending.length)) {
      if (!inScan) {
        const marker = pending[position + 1] ?? 0
        if (marker === 0xd8) {
          position += 2
        } else {
          position += 2 + ((pending[position + 2] ?? 0) << 8) + (pending[position + 3] ?? 0)
          inScan = marker === 0xda
        }
        continue
      }
      const found = pending.indexOf(0xff, position)
      if (found === -1 || found + 1 >= pending.length) {
        position = found === -1 ? pending.length : found
        return null
      }
      if (pending[found + 1] === 0xd9) return found + 2
      position = found + 1
    }
    return null
  }

  const deliver = async (): Promise<void> => {
    for (let end = endOfImage(); end !== null; end = endOfImage()) {
      const jpeg = pending.slice(0, end)
      pending = pending.slice(end)
      position = 0
      inScan = false
      await onImage(jpeg)
    }
  }

  return {
    push: (chunk) => {
      const joined = new Uint8Array(pending.length + chunk.length)
      joined.set(pending)
      joined.set(chunk, pending.length)
      pending = joined
      return deliver()
    },
  }
}
