/** Connections of two items of a playlist at which the recording goes on without a break (5: clean break, 6: one clock). */
const seamless: ReadonlySet<number> = new Set([5, 6])

const text = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length))

/**
 * The takes of an AVCHD playlist (`.MPL`, as on Blu-ray): names of streams without extension, those of one take together, in their
 * order. A playlist that cannot be read has none.
 */
export const takesOfPlaylist = (bytes: Uint8Array): readonly (readonly string[])[] => {
  if (bytes.length < 20 || text(bytes, 0, 4) !== 'MPLS') return []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const takes: string[][] = []
  let at = view.getUint32(8) + 6
  if (at + 4 > bytes.length) return []
  const count = view.getUint16(at)
  at += 4
  for (let item = 0; item < count && at + 13 <= bytes.length; item += 1) {
    const length = view.getUint16(at)
    const name = text(bytes, at + 2, 5)
    const connection = view.getUint16(at + 11) & 0x0f
    const take = takes.at(-1)
    if (take !== undefined && seamless.has(connection)) take.push(name)
    else takes.push([name])
    at += 2 + length
  }
  return takes
}
