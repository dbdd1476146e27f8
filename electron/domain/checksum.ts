const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** CRC-32 (IEEE 802.3) of byte strings one after the other. */
export const crc32 = (...parts: readonly Uint8Array[]): number => {
  let crc = 0xffffffff
  for (const bytes of parts) {
    for (let at = 0; at < bytes.length; at++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] ?? 0)) & 255] ?? 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
