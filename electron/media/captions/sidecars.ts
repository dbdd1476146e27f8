import { createHash } from 'node:crypto'
import type { CaptionFormat } from '../../domain/captions/index.ts'
import type { CaptionChoice, CaptionFileStamp } from '../../domain/ports/index.ts'
import { messageOf } from '../failures.ts'
import { openRegularFile } from '../open-file.ts'
import { type CaptionSource, damagedCaptions, type SourceTrack, unreadNote } from './caption-source.ts'
import { decodeText } from './decode-text.ts'
import { findSidecars, type SidecarFile, stampOf } from './find-sidecars.ts'
import { parseCaptionFile } from './parse-caption-file.ts'

const largestFileBytes = 32 * 1024 * 1024
const mostSidecars = 200

/** Formats that are found and not read, and why. */
const unread: Readonly<Partial<Record<CaptionFormat, { readonly codec: string; readonly note: string }>>> = {
  vobsub: { codec: 'dvd_subtitle', note: unreadNote('dvd_subtitle') },
  pgs: { codec: 'hdmv_pgs_subtitle', note: unreadNote('hdmv_pgs_subtitle') },
  stl: { codec: 'stl', note: 'EBU or Spruce STL, which cannot be read yet; convert it to SRT.' },
  mcc: { codec: 'mcc', note: 'MacCaption, which cannot be read yet; convert it to SCC or SRT.' },
  pac: { codec: 'pac', note: 'Screen Electronics PAC, which cannot be read yet; convert it to SRT.' },
  usf: { codec: 'usf', note: 'Universal Subtitle Format, which cannot be read yet; convert it to SRT.' },
}

/** Input of the reading of caption files. */
export interface SidecarReading {
  /** Paths of one video at all its locations. */
  readonly videoPaths: readonly string[]
  readonly choices: Readonly<Record<string, CaptionChoice>>
  readonly framesPerSecond: number
  readonly signal: AbortSignal
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
  file: file.fullPath,
  encoding: null,
  encodingSure: true,
  encodingChosen: false,
  note,
})

/** Pictures of DVDs without their index, or something else that is no text. */
const isBinary = (bytes: Buffer): boolean => bytes.subarray(0, 4).equals(Buffer.from([0, 0, 1, 0xba]))

const sourcesOf = (file: SidecarFile, bytes: Buffer, reading: SidecarReading): readonly CaptionSource[] => {
  const { format, language } = file.sidecar
  const key = `file:${file.path.normalize('NFC')}`
  const name = file.path
  if (isBinary(bytes)) {
    const codec = 'dvd_subtitle'
    return [{ track: trackOf(file, codec, unreadNote(codec)), key, name, content: null }]
  }
  const chosen = reading.choices[key]?.encoding ?? null
  const decoded = decodeText(bytes, { language, encoding: chosen })
  const content = parseCaptionFile(decoded.text, format, { framesPerSecond: reading.framesPerSecond })
  if (content.kind === 'no-captions') {
    if (format === 'xml') return []
    return [{ track: trackOf(file, 'text', 'Text without times.'), key, name, content: null }]
  }
  return content.tracks.map((track, index) => ({
    track: {
      ...trackOf(file, track.codec, null),
      language: file.sidecar.language ?? track.language,
      title: file.sidecar.title ?? track.title,
      encoding: decoded.encoding,
      encodingSure: decoded.sure,
      encodingChosen: chosen !== null,
    },
    key: index === 0 ? key : `${key}#${index}`,
    name,
    content: { syntax: track.syntax, parsed: track.parsed },
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
      const stamp = await stampOf(file.fullPath)
      if (stamp !== null) yield { kind: 'file', stamp }
      const known = unread[file.sidecar.format]
      if (known !== undefined) {
        if (seen.has(file.path)) continue
        seen.add(file.path)
        count += 1
        const track = trackOf(file, known.codec, known.note)
        yield { kind: 'source', source: { track, key: `file:${file.path}`, name: file.path, content: null } }
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
      for (const source of sourcesOf(file, bytes, reading)) {
        if (source.content !== null && source.content.parsed.cues.length === 0 && source.content.parsed.skipped === 0) {
          yield { kind: 'problem', problem: damagedCaptions(`${file.path} holds none`) }
        }
        yield { kind: 'source', source }
      }
    }
  }
}
