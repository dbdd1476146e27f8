import type { MediaStream } from '../../../contract/index.ts'
import { captionFormatOf, parseAss, signedTimes, streamLanguage } from '../../../domain/captions/index.ts'
import type { CaptionsCall } from '../../../domain/ports/index.ts'
import { err, ok, type Result } from '../../../domain/result.ts'
import { runProcess } from '../../../process/run-process.ts'
import { failureOfExit } from '../../failures.ts'
import { readingMemory } from '../../memory-limits.ts'
import { captionStreamArguments } from '../../safety.ts'
import type { ToolPaths } from '../../tools.ts'
import { type CaptionSource, streamTrack } from '../caption-source.ts'
import { streamClock } from '../extract-streams.ts'
import { readStreamHeader } from '../ffprobe-captions.ts'

/** A page of subtitles that a stream's descriptor names. */
export interface TeletextSubtitles {
  /** 100 to 899. */
  readonly page: number
  readonly isHearingImpaired: boolean
  /** Place in the descriptor, which is also that of its language. */
  readonly place: number
}

const subtitleType = 2
const hearingImpairedType = 5
const mostPages = 16
const largestOutputBytes = 32 * 1024 * 1024

/** Pages of subtitles in the descriptor of a stream, two bytes each: kind and magazine, then the page in decimal digits. */
export const subtitlePages = (descriptor: Uint8Array): readonly TeletextSubtitles[] => {
  const pages: TeletextSubtitles[] = []
  for (let at = 0; at + 1 < descriptor.length; at += 2) {
    const [first = 0, digits = 0] = descriptor.subarray(at, at + 2)
    const type = first >> 3
    const page = (first & 7 || 8) * 100 + Number.parseInt(digits.toString(16), 10)
    const isSubtitles = type === subtitleType || type === hearingImpairedType
    if (isSubtitles && /^\d\d?$/.test(digits.toString(16)))
      pages.push({ page, isHearingImpaired: type === hearingImpairedType, place: at / 2 })
  }
  return pages.slice(0, mostPages)
}

const noDecoder = /no decoder|decoder .{0,80}not found|unknown decoder/i
const missingNote = 'Teletext, which this ffmpeg cannot read: it was built without libzvbi.'
const noPagesNote = 'Teletext without pages of subtitles.'

/**
 * Reads the pages of subtitles of a teletext stream by ffmpeg's libzvbi, a track each, in film time. A stream without any, and one
 * that this ffmpeg has no decoder for, is listed with the reason.
 */
export const readTeletext = async (
  call: CaptionsCall,
  stream: MediaStream,
  tools: ToolPaths,
): Promise<Result<readonly CaptionSource[]>> => {
  const header = await readStreamHeader(call, stream.index, tools)
  if (!header.ok) return header
  const languages = (stream.language ?? '').split(',')
  const pages = subtitlePages(header.value)
  const decoders = captionFormatOf(stream.codec)?.streams.flatMap((known) => known.decoders) ?? []
  const sources: CaptionSource[] = []
  const key = `stream:${stream.index}`
  const unread = (note: string): Result<readonly CaptionSource[]> => {
    const track = streamTrack(stream.codec, { language: stream.language, title: stream.title }, note)
    return ok([{ track, key, name: `teletext stream ${stream.index}`, content: null }])
  }
  for (const { page, place, isHearingImpaired } of pages.length > 0
    ? pages
    : [{ page: null, place: 0, isHearingImpaired: false }]) {
    const clock = streamClock(call.probe, [stream])
    const exit = await runProcess({
      command: tools.ffmpegPath,
      args: [
        ...['-hide_banner', '-loglevel', 'error', ...clock.options, '-fix_sub_duration'],
        ...['-txt_format', 'text', '-txt_page', page === null ? 'subtitle' : String(page)],
        ...captionStreamArguments(call.path, call.limits, decoders),
        ...['-map', `0:${stream.index}`, '-c:s', 'ass', '-avoid_negative_ts', 'disabled', '-f', 'ass', 'pipe:1'],
        ...clock.outputs,
      ],
      stdout: { kind: 'collect', maxBytes: largestOutputBytes },
      limits: { ...call.limits, noProgressMs: call.limits.wallClockMs, memory: readingMemory() },
      signal: call.signal,
    }).done
    const stopped = failureOfExit(exit)
    if (stopped !== null && exit.kind !== 'signalled') return err(stopped)
    if ('stderrTail' in exit && exit.stderrTail.some((line) => noDecoder.test(line))) return unread(missingNote)
    const text = exit.kind === 'exited' ? exit.stdout.toString('utf8') : ''
    const parsed = parseAss(signedTimes(text), 'standard')
    if (parsed.cues.length === 0) continue
    const names = {
      language: streamLanguage(languages[place] ?? languages[0]),
      title: page === null ? stream.title : `Page ${page}`,
      isHearingImpaired,
    }
    sources.push({
      track: streamTrack(stream.codec, names, null),
      key: sources.length === 0 ? key : `${key}#${page}`,
      name: `teletext page ${page ?? ''}`.trim(),
      content: { syntax: 'ass', parsed },
    })
  }
  return sources.length === 0 ? unread(noPagesNote) : ok(sources)
}
