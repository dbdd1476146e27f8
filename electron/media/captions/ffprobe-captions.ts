import { z } from 'zod'
import { filmTimeMs } from '../../contract/index.ts'
import type { ParsedCaptions, RawCue } from '../../domain/captions/index.ts'
import type { MediaCall, ProbeResult } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { askFfprobe, type FfprobeQuestion } from '../ask-ffprobe.ts'

const largestOutputBytes = 64 * 1024 * 1024

/** Asks for entries of one stream, with their bytes. */
const dataOf = ({ limits }: MediaCall, streamIndex: number, entries: string): FfprobeQuestion => ({
  options: ['-select_streams', String(streamIndex), '-show_data', '-show_entries', entries],
  wallClockMs: limits.wallClockMs,
  largestOutputBytes,
})

const packetsSchema = z.object({
  packets: z.array(
    z.looseObject({
      stream_index: z.number(),
      pts_time: z.coerce.number().optional().catch(undefined),
      duration_time: z.coerce.number().optional().catch(undefined),
      data: z.string().default(''),
    }),
  ),
  streams: z.array(z.looseObject({ index: z.number(), extradata: z.string().default('') })),
})

/** Bytes of the hex dump that ffprobe prints with `-show_data`. */
export const parseHexDump = (dump: string): Buffer =>
  Buffer.from(
    dump
      .split('\n')
      .map((line) => /^[0-9a-f]{8}: ((?:[0-9a-f]{2,4} )+)/.exec(line)?.[1]?.replaceAll(' ', '') ?? '')
      .join(''),
    'hex',
  )

/**
 * WebVTT that ffmpeg before 7 does not know in Matroska (codec id `S_TEXT/WEBVTT`): the packets hold the text of the
 * cues, and the codec's header says `WEBVTT`. Null for streams that hold something else.
 */
export const readUnknownTextStreams = async (
  call: MediaCall & { readonly probe: ProbeResult },
  streamIndexes: readonly number[],
  tools: { readonly ffprobePath: string },
): Promise<Result<ReadonlyMap<number, ParsedCaptions>>> => {
  const found = new Map<number, ParsedCaptions>()
  for (const streamIndex of streamIndexes) {
    const entries = 'packet=stream_index,pts_time,duration_time,data:stream=index,extradata'
    const answer = await askFfprobe(call, dataOf(call, streamIndex, entries), tools.ffprobePath)
    if (!answer.ok) return answer
    const parsed = packetsSchema.safeParse(answer.value)
    if (!parsed.success) continue
    const header = parsed.data.streams.find((stream) => stream.index === streamIndex)?.extradata ?? ''
    if (!parseHexDump(header).toString('utf8').startsWith('WEBVTT')) continue
    const cues = parsed.data.packets.flatMap((packet): readonly RawCue[] => {
      if (packet.pts_time === undefined) return []
      const startMs = Math.round(filmTimeMs(packet.pts_time * 1000, call.probe))
      const endMs = startMs + Math.round((packet.duration_time ?? 0) * 1000)
      return [{ startMs, endMs, text: parseHexDump(packet.data).toString('utf8') }]
    })
    found.set(streamIndex, { cues, skipped: 0 })
  }
  return ok(found)
}

const headerSchema = z.object({ streams: z.array(z.looseObject({ extradata: z.string().default('') })) })

/** What the container says of a stream for its decoder; empty when it says nothing. */
export const readStreamHeader = async (
  call: MediaCall,
  streamIndex: number,
  tools: { readonly ffprobePath: string },
): Promise<Result<Buffer>> => {
  const answer = await askFfprobe(call, dataOf(call, streamIndex, 'stream=extradata'), tools.ffprobePath)
  if (!answer.ok) return answer
  const parsed = headerSchema.safeParse(answer.value)
  return ok(parseHexDump(parsed.success ? (parsed.data.streams[0]?.extradata ?? '') : ''))
}
