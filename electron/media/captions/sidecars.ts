import { createHash } from 'node:crypto'
import { captionFormatRows, unreadNote } from '../../domain/captions/index.ts'
import type { CaptionChoice, CaptionFileStamp } from '../../domain/ports/index.ts'
import { messageOf } from '../failures.ts'
import { openRegularFile } from '../open-file.ts'
import { type CaptionSource, damagedCaptions, type SourceTrack } from './caption-source.ts'
import { decodeText } from './decode-text.ts'
import { findSidecars, type SidecarFile, stampsOf } from './find-sidecars.ts'
import { parseBinaryCaptions, parseCaptionText } from './parse-caption-file.ts'
import { readPictureFile } from './picture-files.ts'
import type { FfmpegReading } from './read-by-ffmpeg.ts'

const largestFileBytes = 32 * 1024 * 1024
const mostSidecars = 200

/** Input of the reading of caption files. */
export interface SidecarReading extends FfmpegReading {
  /** Paths of one video at all its locations. */
  readonly videoPaths: readonly string[]
  readonly choices: Readonly<Record<string, CaptionChoice>>
}

/**
 * A result of reading, in the order of file names: a track, a file that was read, or a problem. The caller takes over a
 * track before the next one is read.
 */
export type SidecarFinding =
  | { readonly kind: 'file'; readonly stamp: CaptionFileStamp }
  | { readonly kind: 'source'; readonly source: CaptionSource }
  | { readonly kind: 'problem'; readonly problem: ReturnType<typeof damagedCaptions> }

const trackOf = (file: SidecarFile, codec: string, note: string | null): SourceTrack => ({
  source: 'sidecar',
  codec,
  language: file.sidecar.language,
  title: file.sidecar.title,
  isForced: file.sidecar.isForced,
  isHearingImpaired: file.sidecar.isHearingImpaired,
  file: file.fullPath,
  encoding: null,
  encodingSure: true,
  encodingChosen: false,
  note,
})

/** Endings of files whose cues are pictures, with their kind: they are large, and read by another stage. */
const pictureFiles: ReadonlyMap<string, string> = new Map(
  captionFormatRows.flatMap(({ id, pictures, endings }) =>
    pictures === true ? endings.map((ending) => [ending, id] as const) : [],
  ),
)

const unreadSource = (file: SidecarFile, key: string, codec: string, note: string): CaptionSource => ({
  track: trackOf(file, codec, note),
  key,
  name: file.path,
  content: null,
})

/** Tracks of a file of pictures: one for each language that it has. */
const pictureSources = async (file: SidecarFile, codec: string): Promise<readonly CaptionSource[]> => {
  const key = `file:${file.path.normalize('NFC')}`
  const content = await readPictureFile(file.fullPath, codec)
  if (content.kind === 'unread') return [unreadSource(file, key, codec, content.note)]
  // What the name says is said of the only language; of several each says its own.
  const isOnly = content.tracks.length === 1
  return content.tracks.map(({ stream, language, title }): CaptionSource => {
    const source = unreadSource(file, stream === 0 ? key : `${key}#${stream}`, codec, unreadNote(codec))
    const { language: named, title: told } = file.sidecar
    const own = isOnly ? (named ?? language) : (language ?? named)
    return { ...source, track: { ...source.track, language: own, title: told ?? title } }
  })
}

const sourcesOf = async (
  file: SidecarFile,
  bytes: Buffer,
  reading: SidecarReading,
): Promise<readonly CaptionSource[]> => {
  const { ending, language } = file.sidecar
  const key = `file:${file.path.normalize('NFC')}`
  const options = { framesPerSecond: reading.framesPerSecond }
  const binary = parseBinaryCaptions(bytes, options)
  const chosen = reading.choices[key]?.encoding ?? null
  const decoded = binary === null ? decodeText(bytes, { language, encoding: chosen }) : null
  const content = decoded === null ? binary : await parseCaptionText(decoded.text, ending, options, reading)
  if (content === null || content.kind === 'no-captions')
    // A file of settings or of a camera may have the film's name; nobody looks for captions in it.
    return ending === 'xml' ? [] : [unreadSource(file, key, 'text', 'Text without times.')]
  if (content.kind === 'unread') return [unreadSource(file, key, content.format, unreadNote(content.format))]
  return content.tracks.map((track, index) => ({
    track: {
      ...trackOf(file, content.format, track.note ?? null),
      language: file.sidecar.language ?? track.language,
      title: file.sidecar.title ?? track.title,
      encoding: decoded?.encoding ?? null,
      encodingSure: decoded?.sure ?? true,
      encodingChosen: decoded !== null && chosen !== null,
    },
    key: index === 0 ? key : `${key}#${index}`,
    name: file.path,
    content: track.note === undefined ? { syntax: track.syntax, parsed: track.parsed } : null,
  }))
}

const readFile = async (file: SidecarFile): Promise<Buffer | string> => {
  const opened = await openRegularFile(file.fullPath)
  if (!opened.ok) return opened.error.message
  const { handle, stats } = opened.value
  try {
    return stats.size > largestFileBytes ? 'the file is too large for captions' : await handle.readFile()
  } catch (cause) {
    return messageOf(cause)
  } finally {
    await handle.close()
  }
}

/**
 * Reads the caption files beside a video at all its locations, one after the other, ordered by name. A file that exists
 * at two locations with the same content counts once. A file that cannot be read is a problem; one that is not text is
 * listed.
 */
export async function* readSidecars(reading: SidecarReading): AsyncGenerator<SidecarFinding> {
  const seen = new Set<string>()
  let count = 0
  for (const videoPath of reading.videoPaths) {
    for (const file of await findSidecars(videoPath)) {
      if (reading.signal.aborted || count >= mostSidecars) return
      for (const stamp of await stampsOf(file)) yield { kind: 'file', stamp }
      const codec = pictureFiles.get(file.sidecar.ending)
      if (codec !== undefined) {
        if (seen.has(file.path)) continue
        seen.add(file.path)
        count += 1
        for (const source of await pictureSources(file, codec)) yield { kind: 'source', source }
        continue
      }
      const bytes = await readFile(file)
      if (typeof bytes === 'string') {
        yield { kind: 'problem', problem: damagedCaptions(`${file.path}: ${bytes}`) }
        continue
      }
      const print = `${file.sidecar.language} ${file.sidecar.title} ${createHash('sha256').update(bytes).digest('hex')}`
      if (seen.has(print)) continue
      seen.add(print)
      count += 1
      for (const source of await sourcesOf(file, bytes, reading)) {
        if (source.content !== null && source.content.parsed.cues.length === 0 && source.content.parsed.skipped === 0) {
          yield { kind: 'problem', problem: damagedCaptions(`${file.path} holds none`) }
        }
        yield { kind: 'source', source }
      }
    }
  }
}
