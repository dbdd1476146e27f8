import { open, readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { FileMetadata } from '../../contract/index.ts'
import { metadataOfTags } from '../../domain/metadata/container-tags.ts'
import { parseXmp } from '../../domain/metadata/xmp.ts'
import { ffprobeOutputSchema } from './ffprobe-output.ts'

/** Longest XMP packet that is read; programs write some thousand bytes. */
const longestXmp = 4 * 1024 * 1024
/** Deepest and most boxes of an MP4 or QuickTime file that are looked at. */
const mostBoxes = 4096
const xmpUuid = 'be7acfcb97a942e89c71999491e3afac'
const containers: ReadonlySet<string> = new Set(['moov', 'udta'])

interface Box {
  readonly type: string
  readonly bodyStart: number
  readonly end: number
}

type Handle = Awaited<ReturnType<typeof open>>

const readAt = async (handle: Handle, at: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await handle.read(bytes, 0, length, at)
  return bytes.subarray(0, bytesRead)
}

const boxAt = async (handle: Handle, at: number, end: number): Promise<Box | null> => {
  const head = await readAt(handle, at, Math.min(16, end - at))
  if (head.length < 8) return null
  const short = head.readUInt32BE(0)
  const isLong = short === 1 && head.length >= 16
  const size = short === 0 ? end - at : isLong ? Number(head.readBigUInt64BE(8)) : short
  const headBytes = isLong ? 16 : 8
  if (size < headBytes || at + size > end) return null
  return { type: head.toString('latin1', 4, 8), bodyStart: at + headBytes, end: at + size }
}

/** The XMP packet of an MP4 or QuickTime file: a box `uuid` at the top, or `XMP_` in `moov/udta`. */
const packetOfMovie = async (
  handle: Handle,
  start: number,
  end: number,
  left: { boxes: number },
): Promise<string | null> => {
  for (let at = start; at + 8 <= end && left.boxes > 0; ) {
    left.boxes -= 1
    const box = await boxAt(handle, at, end)
    if (box === null) return null
    at = box.end
    const length = box.end - box.bodyStart
    if (containers.has(box.type)) {
      const inside = await packetOfMovie(handle, box.bodyStart, box.end, left)
      if (inside !== null) return inside
    }
    if (length > longestXmp) continue
    if (box.type === 'XMP_') return (await readAt(handle, box.bodyStart, length)).toString('utf8')
    if (box.type !== 'uuid' || length < 16) continue
    const body = await readAt(handle, box.bodyStart, length)
    if (body.toString('hex', 0, 16) === xmpUuid) return body.toString('utf8', 16)
  }
  return null
}

const embedded = async (film: string): Promise<FileMetadata | null> => {
  const handle = await open(film, 'r')
  try {
    const head = await readAt(handle, 0, 12)
    if (!['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].includes(head.toString('latin1', 4, 8))) return null
    const packet = await packetOfMovie(handle, 0, (await handle.stat()).size, { boxes: mostBoxes })
    const values = packet === null ? null : parseXmp(packet)
    return values === null ? null : { source: 'xmp', file: null, values }
  } finally {
    await handle.close()
  }
}

/** Names under which programs put a sidecar beside `film.mp4`: `film.xmp` (Adobe's), `film.mp4.xmp` (darktable, digiKam). */
export const sidecarNames = (film: string): readonly string[] => [
  `${path.parse(film).name}.xmp`,
  `${path.basename(film)}.xmp`,
]

const sidecar = async (film: string): Promise<FileMetadata | null> => {
  const wanted = sidecarNames(film).map((name) => name.toLowerCase())
  const names = await readdir(path.dirname(film))
  for (const name of wanted) {
    const found = names.find((each) => each.toLowerCase() === name)
    if (found === undefined) continue
    const file = path.join(path.dirname(film), found)
    const stats = await stat(file)
    if (!stats.isFile() || stats.size > longestXmp) continue
    const values = parseXmp(await readFile(file, 'utf8'))
    if (values !== null) return { source: 'sidecar', file, values }
  }
  return null
}

const orNothing = (work: Promise<FileMetadata | null>): Promise<FileMetadata | null> => work.catch(() => null)

/**
 * What others wrote about a film, the nearest first: in an XMP file beside it, in XMP inside of it, in the tags of its
 * container (`raw`: ffprobe's output). What cannot be read says nothing: a film is not refused for its metadata.
 */
export const readFileMetadata = async (film: string, raw: unknown): Promise<readonly FileMetadata[]> => {
  const parsed = ffprobeOutputSchema.safeParse(raw)
  const picture = parsed.data?.streams.find(({ codec_type }) => codec_type === 'video')
  const values = parsed.success ? metadataOfTags(parsed.data.format.tags, picture?.tags ?? {}) : {}
  const container: FileMetadata | null =
    Object.keys(values).length === 0 ? null : { source: 'container', file: null, values }
  const [beside, inside] = await Promise.all([orNothing(sidecar(film)), orNothing(embedded(film))])
  return [beside, inside, container].flatMap((each) =>
    each === null || Object.keys(each.values).length === 0 ? [] : [each],
  )
}
