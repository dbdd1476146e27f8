/** What a write-ahead log holds, as far as SQLite would believe it, and what it shows to be lost behind that. */
export interface WalScan {
  readonly pageSize: number
  /** The newest committed version of each page. */
  readonly pages: ReadonlyMap<number, Buffer>
  /** Frames up to the last commit that counts. */
  readonly committedFrames: number
  /**
   * Commits were written to the disk and cannot be read any more: behind the first frame that is damaged there are
   * frames of a later transaction, which begins only when the one before it is safe.
   */
  readonly lostCommits: boolean
}

const headerBytes = 32
const frameHeaderBytes = 24

type Sums = readonly [number, number]

const addUp = (bytes: Buffer, from: number, to: number, isBigEndian: boolean, seed: Sums): Sums => {
  let [first, second] = seed
  for (let offset = from; offset < to; offset += 8) {
    const one = isBigEndian ? bytes.readUInt32BE(offset) : bytes.readUInt32LE(offset)
    const other = isBigEndian ? bytes.readUInt32BE(offset + 4) : bytes.readUInt32LE(offset + 4)
    first = (first + one + second) >>> 0
    second = (second + other + first) >>> 0
  }
  return [first, second]
}

/** Reads a write-ahead log; null when it is empty or no log at all. */
export const scanWal = (bytes: Buffer): WalScan | null => {
  if (bytes.length < headerBytes) return null
  const magic = bytes.readUInt32BE(0)
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return null
  const isBigEndian = magic === 0x377f0683
  const pageSize = bytes.readUInt32BE(8)
  let sums = addUp(bytes, 0, 24, isBigEndian, [0, 0])
  if (sums[0] !== bytes.readUInt32BE(24) || sums[1] !== bytes.readUInt32BE(28)) return null
  const frameBytes = frameHeaderBytes + pageSize
  const salt = bytes.subarray(16, 24)
  const pages = new Map<number, Buffer>()
  const uncommitted = new Map<number, Buffer>()
  const frames = Math.floor((bytes.length - headerBytes) / frameBytes)
  let committedFrames = 0
  let frame = 0
  const frameAt = (index: number): Buffer =>
    bytes.subarray(headerBytes + index * frameBytes, headerBytes + (index + 1) * frameBytes)
  for (; frame < frames; frame += 1) {
    const current = frameAt(frame)
    if (!current.subarray(8, 16).equals(salt)) break
    sums = addUp(current, frameHeaderBytes, frameBytes, isBigEndian, addUp(current, 0, 8, isBigEndian, sums))
    if (sums[0] !== current.readUInt32BE(16) || sums[1] !== current.readUInt32BE(20)) break
    uncommitted.set(current.readUInt32BE(0), current.subarray(frameHeaderBytes))
    const sizeAfterCommit = current.readUInt32BE(4)
    if (sizeAfterCommit === 0) continue
    committedFrames = frame + 1
    for (const [number, page] of uncommitted) pages.set(number, page)
    uncommitted.clear()
    for (const number of pages.keys()) if (number > sizeAfterCommit) pages.delete(number)
  }
  let laterCommits = 0
  for (let index = frame; index < frames; index += 1) {
    const current = frameAt(index)
    if (!current.subarray(8, 16).equals(salt)) continue
    // A frame of a transaction behind a commit that was itself behind the damage.
    if (laterCommits > 0) return { pageSize, pages, committedFrames, lostCommits: true }
    if (current.readUInt32BE(4) > 0) laterCommits += 1
  }
  return { pageSize, pages, committedFrames, lostCommits: false }
}

/**
 * Whether a log was cut or replaced: its index, which lies beside it while the machine runs, knows of more committed
 * frames of the same log than can be read, and not all of them had reached the database.
 */
export const lacksIndexedFrames = (index: Buffer, wal: Buffer | null): boolean => {
  if (index.length < 136 || !index.subarray(0, 48).equals(index.subarray(48, 96))) return false
  const isLittleEndian = index.readUInt32LE(0) === 3_007_000
  const word = (offset: number): number => (isLittleEndian ? index.readUInt32LE(offset) : index.readUInt32BE(offset))
  const frames = word(16)
  const copied = word(96)
  if (frames === 0 || copied >= frames) return false
  // The salts are kept as they stand in the log.
  const isSameLog = wal !== null && wal.length >= headerBytes && wal.subarray(16, 24).equals(index.subarray(32, 40))
  if (!isSameLog) return true
  return (scanWal(wal)?.committedFrames ?? 0) < frames
}
