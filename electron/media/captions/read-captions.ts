import type { MediaStream, Problem } from '../../contract/index.ts'
import { normaliseCues } from '../../domain/captions/index.ts'
import type { CaptionsResult, CaptionTrackContent, MediaPort } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { err, ok } from '../../domain/result.ts'
import { failure } from '../failures.ts'
import { checkRegularFile } from '../open-file.ts'
import type { ToolPaths } from '../tools.ts'
import { type CaptionSource, damagedCaptions } from './caption-source.ts'
import { extractStreams, isTextStream } from './extract-streams.ts'
import { hasClosedCaptions, readUnknownTextStreams } from './ffprobe-captions.ts'
import { readSidecars } from './sidecars.ts'

/** What `captions` of the media port takes. */
export type CaptionsCall = Parameters<MediaPort['captions']>[0]

const trackOf = (stream: MediaStream, codec = stream.codec): CaptionSource['track'] => ({
  source: 'stream',
  codec,
  language: stream.language,
  title: stream.title ?? (stream.isForced ? 'forced' : null),
})

const nameOf = (stream: MediaStream): string => `stream ${stream.index} (${stream.language ?? stream.codec})`

/** Tracks of the container: its subtitle streams in their order, then the captions inside of the picture. */
const readEmbedded = async (
  call: CaptionsCall,
  tools: ToolPaths,
): Promise<Result<{ readonly sources: readonly CaptionSource[]; readonly warnings: readonly Problem[] }>> => {
  const subtitles = call.probe.streams.filter((stream) => stream.kind === 'subtitle')
  const textStreams = subtitles.filter(isTextStream)
  const unknown = subtitles.filter((stream) => stream.codec === 'unknown').map((stream) => stream.index)
  const warnings: Problem[] = []
  const contents = new Map<number, CaptionSource['content']>()

  if (textStreams.length > 0) {
    const extracted = await extractStreams(call, textStreams, tools)
    if (!extracted.ok) return extracted
    const { streams, complaint } = extracted.value
    if (complaint !== null) warnings.push(damagedCaptions(complaint))
    for (const { stream, syntax, parsed } of streams) {
      contents.set(stream.index, { syntax, parsed })
      if (parsed.skipped > 0) warnings.push(damagedCaptions(`${nameOf(stream)}, ${parsed.skipped} cues`))
    }
  }
  if (unknown.length > 0 && call.probe.container.startsWith('matroska')) {
    const read = await readUnknownTextStreams(call, unknown, tools)
    if (!read.ok) return read
    for (const [index, parsed] of read.value) contents.set(index, { syntax: 'vtt', parsed })
  }
  const sources = subtitles.map((stream): CaptionSource => {
    const content = contents.get(stream.index) ?? null
    const isWebVtt = stream.codec === 'unknown' && content !== null
    return { track: trackOf(stream, isWebVtt ? 'webvtt' : stream.codec), content }
  })
  const inPicture = (await hasClosedCaptions(call, tools))
    ? [{ track: { source: 'stream', codec: 'eia_608', language: null, title: null }, content: null } as const]
    : []
  return ok({ sources: [...sources, ...inPicture], warnings })
}

/**
 * Every caption track of a video: subtitle streams in stream order, captions inside of the picture, then the files
 * beside it by name; numbered from 0 in this order. Bitmap, teletext and CEA-608 tracks are listed, not read.
 * Damaged captions give a warning; only a cancelled or timed-out run fails.
 */
export const readCaptions = async (call: CaptionsCall, tools: ToolPaths): Promise<Result<CaptionsResult>> => {
  const cancelled = err(failure('cancelled', 'Cancelled.'))
  if (call.signal.aborted) return cancelled
  const checked = await checkRegularFile(call.path)
  if (!checked.ok) return checked
  const embedded = await readEmbedded(call, tools)
  if (!embedded.ok) return embedded
  const sidecars = await readSidecars(call.path, call.signal)
  if (call.signal.aborted) return cancelled

  const warnings: Problem[] = [...embedded.value.warnings, ...sidecars.warnings]
  let pastEnd = 0
  const tracks = [...embedded.value.sources, ...sidecars.sources].map(
    ({ track, content }, number): CaptionTrackContent => {
      if (content === null) return { track: { ...track, track: number, readable: false, cueCount: 0 }, cues: [] }
      const normalised = normaliseCues(content.parsed.cues, content.syntax, call.probe.durationMs)
      pastEnd += normalised.pastEnd
      const { cues } = normalised
      return { track: { ...track, track: number, readable: true, cueCount: cues.length }, cues }
    },
  )
  if (pastEnd > 0) {
    const message = `${pastEnd} captions lie behind the end of the video and were left out.`
    warnings.push({ code: 'captions_past_end', message })
  }
  return ok({ tracks, warnings })
}
