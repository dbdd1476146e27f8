import type { MediaStream, Problem } from '../../contract/index.ts'
import { streamReadingOf, unreadNote } from '../../domain/captions/index.ts'
import type { CaptionsCall } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { ToolPaths } from '../tools.ts'
import { pairsOfTriplets } from './broadcast/caption-pair.ts'
import { createCaptionCollector, hasClosedCaptions, readClosedCaptions } from './broadcast/closed-captions.ts'
import { line21FrameMs } from './broadcast/decode-line21.ts'
import { readTeletext } from './broadcast/teletext.ts'
import { textParsers } from './caption-parsers.ts'
import { type CaptionSource, damagedCaptions, streamTrack } from './caption-source.ts'
import { extractStreams, isTextStream } from './extract-streams.ts'
import { readUnknownTextStreams } from './ffprobe-captions.ts'
import { readPackets, type StreamPacket } from './read-packets.ts'

/** What was found in a film's own file. */
interface Embedded {
  readonly sources: readonly CaptionSource[]
  readonly warnings: readonly Problem[]
}

const hearingTitle = /\b(?:SDH|CC|HoH|hearing[ -]impaired)\b/i

const trackOf = (stream: MediaStream, codec: string, isRead: boolean): CaptionSource['track'] =>
  streamTrack(
    codec,
    {
      language: stream.language,
      title: stream.title ?? (stream.isForced ? 'forced' : null),
      isForced: stream.isForced || /\bforced\b/i.test(stream.title ?? ''),
      isHearingImpaired: hearingTitle.test(stream.title ?? ''),
    },
    isRead ? null : unreadNote(codec),
  )

const keyOf = (stream: MediaStream): string => `stream:${stream.index}`
const nameOf = (stream: MediaStream): string => `stream ${stream.index} (${stream.language ?? stream.codec})`

const listed = (stream: MediaStream): CaptionSource => ({
  track: trackOf(stream, stream.codec, false),
  key: keyOf(stream),
  name: nameOf(stream),
  content: null,
})

/** A document a packet, each with the times of the whole film. */
const ttmlSource = (stream: MediaStream, packets: readonly StreamPacket[]): CaptionSource => {
  const parsed = packets.flatMap(({ data }) => textParsers.ttml(data.toString('utf8'), {}))
  const cues = parsed.flatMap((track) => track.parsed.cues)
  const skipped = parsed.reduce((sum, track) => sum + track.parsed.skipped, 0)
  const note = cues.length === 0 ? (parsed.find((track) => track.note !== undefined)?.note ?? null) : null
  return {
    track: { ...trackOf(stream, 'ttml', true), note },
    key: keyOf(stream),
    name: nameOf(stream),
    content: note === null ? { syntax: 'plain', parsed: { cues, skipped } } : null,
  }
}

const mostDocumentBytes = 64 * 1024 * 1024

/** Streams whose packets ffmpeg hands over as they are: caption pairs and TTML documents. */
const readByPackets = async (call: CaptionsCall, stream: MediaStream, tools: ToolPaths): Promise<Result<Embedded>> => {
  const collector = createCaptionCollector(keyOf(stream), stream.language)
  const documents: StreamPacket[] = []
  let bytes = 0
  const isPairs = stream.codec === 'eia_608'
  const read = await readPackets(call, { streamIndex: stream.index, filter: null }, tools, (packet) => {
    bytes += packet.data.length
    if (isPairs) collector.take(pairsOfTriplets(packet.data, packet.atMs, line21FrameMs))
    else if (bytes <= mostDocumentBytes) documents.push({ ...packet, data: Buffer.from(packet.data) })
  })
  if (!read.ok) return read
  const warnings = read.value === null ? [] : [damagedCaptions(read.value)]
  const sources = isPairs ? collector.sources() : [ttmlSource(stream, documents)]
  return ok({ sources: sources.length > 0 ? sources : [listed(stream)], warnings })
}

/** Whether captions inside of the picture are known to be there or not; null where nobody looked. */
export type ClosedCaptionsKnown = boolean | null

/** Tracks of the container: its subtitle streams in their order, then the captions inside of the picture. */
export const readEmbedded = async (
  call: CaptionsCall,
  tools: ToolPaths,
  inPicture: ClosedCaptionsKnown,
): Promise<Result<Embedded>> => {
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
    for (const { stream, syntax, parsed } of streams) contents.set(stream.index, { syntax, parsed })
  }
  if (unknown.length > 0 && call.probe.container.startsWith('matroska')) {
    const read = await readUnknownTextStreams(call, unknown, tools)
    if (!read.ok) return read
    for (const [index, parsed] of read.value) contents.set(index, { syntax: 'vtt', parsed })
  }
  const sources: CaptionSource[] = []
  for (const stream of subtitles) {
    const reading = streamReadingOf(stream.codec)
    if (reading === 'packets') {
      const read = await readByPackets(call, stream, tools)
      if (!read.ok) return read
      sources.push(...read.value.sources)
      warnings.push(...read.value.warnings)
    } else if (reading === 'teletext') {
      const read = await readTeletext(call, stream, tools)
      if (!read.ok) return read
      sources.push(...read.value)
    } else {
      const content = contents.get(stream.index) ?? null
      const codec = stream.codec === 'unknown' && content !== null ? 'webvtt' : stream.codec
      sources.push({
        track: trackOf(stream, codec, content !== null),
        key: keyOf(stream),
        name: nameOf(stream),
        content,
      })
    }
  }
  if (inPicture ?? (await hasClosedCaptions(call, tools))) {
    const read = await readClosedCaptions(call, tools)
    if (!read.ok) return err(read.error)
    sources.push(...read.value.sources)
    warnings.push(...read.value.warnings)
  }
  return ok({ sources, warnings })
}
