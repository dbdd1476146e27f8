const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Cuts concatenated PNGs apart, chunk by chunk (length, type, data, checksum); `IEND` is the last one of each. */
export const createPngSplitter = (
  onImage: (png: Uint8Array) => Promise<void>,
): { readonly push: (chunk: Uint8Array) => Promise<void> } => {
  let pending = Buffer.alloc(0)
  let position = signature.length
  return {
    push: async (chunk) => {
      pending = Buffer.concat([pending, chunk])
      while (position + 12 <= pending.length) {
        const next = position + 12 + pending.readUInt32BE(position)
        if (next > pending.length) return
        const isLast = pending.toString('latin1', position + 4, position + 8) === 'IEND'
        position = next
        if (!isLast) continue
        const png = pending.subarray(0, next)
        pending = pending.subarray(next)
        position = signature.length
        await onImage(png)
      }
    },
  }
}
