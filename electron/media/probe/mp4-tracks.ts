import type { FileHandle } from 'node:fs/promises'

/** What the index of an MP4 or QuickTime file says of one track that ffprobe keeps to itself. */
export interface Mp4Track {
  readonly id: number
  readonly isPicture: boolean
  /** Name of the protection scheme (`cenc`, `cbcs`, `FairPlay` …); null when the track is not encrypted. */
  readonly encryption: string | null
  /** Its pictures or sound lie in another file. */
  readonly isElsewhere: boolean
}

/** What the index says of the whole file. */
export interface Mp4Index {
  readonly tracks: readonly Mp4Track[]
  /** A QuickTime reference movie: nothing but the addresses of other files. */
  readonly refersOnly: boolean
}

interface Box {
  readonly type: string
  readonly content: Buffer
}

const largestIndexBytes = 64 * 1024 * 1024
const largestDepth = 4096

/** Boxes that lie in a row; stops at the first one whose size cannot be. */
const boxesIn = (bytes: Buffer): readonly Box[] => {
  const boxes: Box[] = []
  let at = 0
  while (at + 8 <= bytes.length && boxes.length < largestDepth) {
    const short = bytes.readUInt32BE(at)
    const isLong = short === 1 && at + 16 <= bytes.length
    const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? bytes.length - at : short
    const header = isLong ? 16 : 8
    if (size < header || at + size > bytes.length) break
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), content: bytes.subarray(at + header, at + size) })
    at += size
  }
  return boxes
}

const inside = (boxes: readonly Box[], ...path: readonly string[]): readonly Box[] =>
  path.reduce<readonly Box[]>(
    (found, type) => found.flatMap(({ content }) => boxesIn(content)).filter((box) => box.type === type),
    boxes,
  )

/** Sample entries of tracks that are protected by the iTunes Store. */
const fairPlayEntries: ReadonlySet<string> = new Set(['drmi', 'drms'])

const schemeOf = (entry: Box): string | null => {
  if (fairPlayEntries.has(entry.type)) return 'FairPlay'
  if (!['encv', 'enca'].includes(entry.type)) return null
  // The boxes follow the fixed fields of the entry, whose length depends on its version.
  const at = entry.content.indexOf('schm', 0, 'latin1')
  const scheme = at >= 0 && at + 12 <= entry.content.length ? entry.content.toString('latin1', at + 8, at + 12) : ''
  return /^[a-zA-Z0-9]{4}$/.test(scheme) ? scheme : 'unknown scheme'
}

const trackOf = (trak: Box): Mp4Track => {
  const header = inside([trak], 'tkhd')[0]?.content
  const idAt = header?.[0] === 1 ? 20 : 12
  const media = inside([trak], 'mdia', 'minf')
  const handler = inside([trak], 'mdia', 'hdlr')[0]?.content
  const entries = inside(media, 'stbl', 'stsd').flatMap(({ content }) => boxesIn(content.subarray(8)))
  const references = inside(media, 'dinf', 'dref').flatMap(({ content }) => boxesIn(content.subarray(8)))
  return {
    id: header !== undefined && header.length >= idAt + 4 ? header.readUInt32BE(idAt) : 0,
    isPicture: handler?.toString('latin1', 8, 12) === 'vide',
    encryption: entries.map(schemeOf).find((scheme) => scheme !== null) ?? null,
    // The lowest flag says that the data lie in this file.
    isElsewhere:
      references.length > 0 &&
      references.every(({ content }) => content.length >= 4 && (content.readUInt32BE(0) & 1) === 0),
  }
}

/** Reads the content of a `moov` box. */
export const parseMovieIndex = (moov: Buffer): Mp4Index => {
  const boxes = boxesIn(moov)
  const tracks = boxes.filter(({ type }) => type === 'trak').map(trackOf)
  return { tracks, refersOnly: tracks.length === 0 && boxes.some(({ type }) => type === 'rmra') }
}

/** How all pictures of a file are protected; null when some can be read, or there are none. */
export const encryptionOfPictures = ({ tracks }: Mp4Index): string | null => {
  const pictures = tracks.filter(({ isPicture }) => isPicture)
  return pictures.every(({ encryption }) => encryption !== null) ? (pictures[0]?.encryption ?? null) : null
}

/** Finds the index of an MP4 file and reads it; null when there is none, or one beyond all measure. */
export const readMovieIndex = async (handle: FileHandle, fileBytes: number): Promise<Mp4Index | null> => {
  const header = Buffer.alloc(16)
  for (let at = 0, boxes = 0; at + 8 <= fileBytes && boxes < largestDepth; boxes++) {
    const { bytesRead } = await handle.read(header, 0, 16, at)
    if (bytesRead < 8) return null
    const short = header.readUInt32BE(0)
    const isLong = short === 1 && bytesRead === 16
    const size = isLong ? Number(header.readBigUInt64BE(8)) : short === 0 ? fileBytes - at : short
    const headerBytes = isLong ? 16 : 8
    if (size < headerBytes) return null
    if (header.toString('latin1', 4, 8) === 'moov') {
      const length = Math.min(size, fileBytes - at) - headerBytes
      if (length > largestIndexBytes) return null
      const moov = Buffer.alloc(length)
      const read = await handle.read(moov, 0, length, at + headerBytes)
      return parseMovieIndex(moov.subarray(0, read.bytesRead))
    }
    at += size
  }
  return null
}
