/** Two bytes of closed captions as broadcasters send them (ATSC A/53 `cc_data`), with the time of their picture. */
export interface CaptionPair {
  readonly atMs: number
  /** 0 and 1: CEA-608 of the first and second field; 2 and 3: CEA-708, of which 3 begins a packet. */
  readonly type: 0 | 1 | 2 | 3
  readonly first: number
  readonly second: number
}

/** Frames a second of the system that CEA-608 was made for: one pair a field and frame. */
export const line21FramesPerSecond = 30_000 / 1001

/** Reads triplets of a marker and two bytes; those that are marked as not valid, and padding, are left out. */
export const pairsOfTriplets = (bytes: Uint8Array, atMs: number, frameMs = 0): readonly CaptionPair[] => {
  const pairs: CaptionPair[] = []
  const seen = [0, 0, 0, 0]
  for (let at = 0; at + 2 < bytes.length; at += 3) {
    const [marker = 0, first = 0, second = 0] = bytes.subarray(at, at + 3)
    const type = (marker & 3) as CaptionPair['type']
    const nth = seen[type] ?? 0
    seen[type] = nth + 1
    const isPadding = type < 2 && ((first | second) & 0x7f) === 0
    if ((marker & 4) !== 0 && !isPadding) pairs.push({ atMs: atMs + nth * frameMs, type, first, second })
  }
  return pairs
}
