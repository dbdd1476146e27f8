import type { MediaCall } from '../../domain/ports/index.ts'
import { runProcess } from '../../process/run-process.ts'
import { probingMemory } from '../memory-limits.ts'
import { inputArguments } from '../safety.ts'
import { sampledPackets } from './timing.ts'

/**
 * ffprobe opens a decoder for every stream and gives up on the whole file when one is not allowed. ffmpeg opens decoders
 * for the streams that are wanted only: here none, packets are copied. What its demuxer says is put into the form of
 * ffprobe's JSON, so that one parser reads both.
 */
export const demuxerArguments = (path: string, limits: MediaCall['limits']): readonly string[] => [
  '-hide_banner',
  '-nostats',
  '-loglevel',
  'info',
  ...inputArguments(path, limits),
  '-map',
  '0:V?',
  '-map',
  '0:a?',
  '-c',
  'copy',
  '-copyts',
  '-frames:v',
  String(sampledPackets),
  '-frames:a',
  '16',
  '-f',
  'framehash',
  '-hash',
  'crc32',
  'pipe:1',
]

interface Described {
  readonly index: number
  readonly [field: string]: unknown
}

const streamPattern = /^ {2}Stream #0:(\d+)(?:\[(0x[0-9a-f]+)\])?(?:\(([\w-]+)\))?: (\w+): (.*)$/
const inputPattern = /^Input #0, (\S+), from /
const durationPattern = /^ {2}Duration: (N\/A|[\d:.]+)(?:, start: (-?[\d.]+))?/
const tagPattern = /^ {2,}(\S[^:]*?) *: (.*)$/
const mappingPattern = /^ {2}Stream #0:(\d+) -> #0:(\d+) \(copy\)/
const rotationPattern = /displaymatrix: rotation of (-?[\d.]+) degrees/

const seconds = (clock: string | undefined): string | undefined => {
  const parts = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(clock ?? '')
  return parts === null ? undefined : String(Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3]))
}

/** `29.97` or `1k` as a ratio of whole numbers. */
const ratio = (text: string | undefined): string | undefined => {
  const parts = /^(\d+(?:\.\d+)?)(k?)$/.exec(text ?? '')
  if (parts === null) return undefined
  const value = Number(parts[1]) * (parts[2] === 'k' ? 1000 : 1)
  return Number.isInteger(value) ? `${value}/1` : `${Math.round(value * 1000)}/1000`
}

const fieldOrders: readonly (readonly [RegExp, string])[] = [
  [/\bprogressive\b/, 'progressive'],
  [/\btop coded first \(swapped\)/, 'tb'],
  [/\bbottom coded first \(swapped\)/, 'bt'],
  [/\btop first\b/, 'tt'],
  [/\bbottom first\b/, 'bb'],
]

const dispositionsOf = (text: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    ['default', 'forced', 'dub', 'comment', 'attached pic', 'timed thumbnails', 'hearing impaired', 'visual impaired']
      .filter((name) => text.includes(`(${name})`))
      .map((name) => [name.replace(' ', '_'), 1]),
  )

/** Words between the commas that are not inside of brackets. */
const fieldsOf = (text: string): readonly string[] => text.split(/, (?![^(]*\))/)

const videoFields = (text: string): Readonly<Record<string, unknown>> => {
  const size = /, (\d+)x(\d+)/.exec(text)
  const format = /^(\w+)(?:\((.*)\))?$/.exec(
    fieldsOf(text).find((field, at) => at > 0 && /^[a-z]\w+(?:\(|$)/.test(field)) ?? '',
  )
  const colours = format?.[2] ?? ''
  return {
    width: Number(size?.[1] ?? 0),
    height: Number(size?.[2] ?? 0),
    sample_aspect_ratio: /\bSAR (\d+:\d+)/.exec(text)?.[1],
    pix_fmt: format?.[1],
    color_transfer: /(smpte2084|arib-std-b67)/.exec(colours)?.[1],
    field_order: fieldOrders.find(([pattern]) => pattern.test(colours))?.[1] ?? 'unknown',
    avg_frame_rate: ratio(/, ([\d.]+k?) fps/.exec(text)?.[1]),
    r_frame_rate: ratio(/, ([\d.]+k?) tbr/.exec(text)?.[1]),
    time_base: `1/${ratio(/, ([\d.]+k?) tbn/.exec(text)?.[1])?.split('/')[0] ?? '1000'}`,
  }
}

const layouts: Readonly<Record<string, number>> = { mono: 1, stereo: 2, '5.1': 6, '7.1': 8, quad: 4 }

const audioFields = (text: string): Readonly<Record<string, unknown>> => {
  const layout = /Hz, ([\w.]+)/.exec(text)?.[1] ?? ''
  return {
    sample_rate: /(\d+) Hz/.exec(text)?.[1],
    channels: layouts[layout] ?? Number(/(\d+) channels/.exec(text)?.[1] ?? 1),
  }
}

const describeStream = (match: RegExpExecArray): Described => {
  const [, index, id, , kind, text = ''] = match
  const type = (kind ?? '').toLowerCase()
  const codec = /^(\w+)/.exec(text)?.[1] ?? 'unknown'
  return {
    index: Number(index),
    ...(id === undefined ? {} : { id }),
    codec_type: type,
    codec_name: codec === 'none' ? 'unknown' : codec,
    profile: /^\w+ \(([^)/]+)\)/.exec(text)?.[1],
    disposition: dispositionsOf(text),
    ...(type === 'video' ? videoFields(text) : {}),
    ...(type === 'audio' ? audioFields(text) : {}),
  }
}

/** Turns what ffmpeg prints about an input, and the packets that it lists, into ffprobe's form; null when it lists no stream. */
export const parseDemuxerDescription = (log: readonly string[], listing: string): unknown => {
  let container = ''
  let isInput = true
  let duration: string | undefined
  let start: string | undefined
  const tags: Record<string, string> = {}
  const streams: { described: Described; tags: Record<string, string>; rotation: number | null }[] = []
  const mapping = new Map<number, number>()
  for (const line of log) {
    const input = inputPattern.exec(line)
    if (input !== null) container = (input[1] ?? '').replace(/,$/, '')
    // The output's tags and streams are printed in the same form after the input's.
    if (line.startsWith('Output #0')) isInput = false
    const mapped = mappingPattern.exec(line)
    if (mapped !== null) mapping.set(Number(mapped[2]), Number(mapped[1]))
    const stream = streamPattern.exec(line)
    const known = streams.some(({ described }) => described.index === Number(stream?.[1]))
    if (stream !== null && !known && isInput) {
      const described = describeStream(stream)
      streams.push({ described, tags: stream[3] === undefined ? {} : { language: stream[3] }, rotation: null })
      continue
    }
    const length = durationPattern.exec(line)
    if (length !== null) {
      duration = seconds(length[1])
      start = length[2]
      continue
    }
    const last = streams.at(-1)
    const rotation = rotationPattern.exec(line)
    if (rotation !== null && last !== undefined) last.rotation ??= Number(rotation[1])
    const tag = tagPattern.exec(line)
    if (tag?.[1] !== undefined && tag[2] !== undefined && container !== '' && isInput) {
      const target = last?.tags ?? tags
      target[tag[1]] ??= tag[2]
    }
  }
  if (streams.length === 0) return null
  const timeBases = new Map<number, string>()
  const packets: { stream_index: number; pts: number }[] = []
  for (const line of listing.split('\n')) {
    const base = /^#tb (\d+): (\d+\/\d+)/.exec(line)
    if (base !== null) timeBases.set(mapping.get(Number(base[1])) ?? -1, base[2] ?? '')
    const packet = /^(\d+), *-?\d+, *(-?\d+),/.exec(line)
    const streamIndex = mapping.get(Number(packet?.[1]))
    if (packet !== null && streamIndex !== undefined)
      packets.push({ stream_index: streamIndex, pts: Number(packet[2]) })
  }
  return {
    format: { format_name: container, nb_streams: streams.length, duration, start_time: start, tags },
    streams: streams.map(({ described, tags: streamTags, rotation }) => ({
      ...described,
      ...(timeBases.has(described.index) ? { time_base: timeBases.get(described.index) } : {}),
      tags: streamTags,
      side_data_list: rotation === null ? [] : [{ side_data_type: 'Display Matrix', rotation }],
    })),
    packets,
    chapters: [],
  }
}

const largestListingBytes = 4 * 1024 * 1024

/** Describes a file without opening a decoder for any stream that is not allowed; null when ffmpeg makes nothing of it. */
export const describeByDemuxer = async (
  call: MediaCall,
  tools: { readonly ffmpegPath: string },
  wallClockMs: number,
): Promise<unknown> => {
  const log: string[] = []
  const exit = await runProcess({
    command: tools.ffmpegPath,
    args: demuxerArguments(call.path, call.limits),
    stdout: { kind: 'collect', maxBytes: largestListingBytes },
    onStderrLine: (line) => {
      if (log.length < 4000) log.push(line)
    },
    limits: { ...call.limits, wallClockMs, memory: probingMemory(call.limits) },
    signal: call.signal,
  }).done
  return parseDemuxerDescription(log, exit.kind === 'exited' ? exit.stdout.toString('latin1') : '')
}
