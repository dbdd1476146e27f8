import type { Problem } from '../../../contract/index.ts'
import type { RawCue } from '../../../domain/captions/index.ts'
import type { CaptionsCall } from '../../../domain/ports/index.ts'
import { err, ok, type Result } from '../../../domain/result.ts'
import { runProcess } from '../../../process/run-process.ts'
import { readingMemory } from '../../memory-limits.ts'
import { inputArguments } from '../../safety.ts'
import type { ToolPaths } from '../../tools.ts'
import { type CaptionSource, damagedCaptions, streamTrack } from '../caption-source.ts'
import { readPackets } from '../read-packets.ts'
import type { CaptionPair } from './caption-pair.ts'
import { createCea708Decoder } from './decode-cea708.ts'
import { createLine21Decoder } from './decode-line21.ts'
import { captionUnitFilter, holdsCaptionData, pairsOfPicture } from './user-data.ts'

/** How many seconds are looked into at each of some places of a film. */
const peekSeconds = 5
const peekPlaces = [0, 0.25, 0.5, 0.75]
const longestPeekMs = 20_000
const largestPeekBytes = 16 * 1024 * 1024
/** Pictures arrive in the order in which they are decoded; it differs from that of their times by less than this. */
const reorderMs = 10_000
/** So many pairs wait at most for one before them. */
const mostWaiting = 200_000

/**
 * Whether the pictures carry captions, by a look at some places: they ride on nearly every picture, filled or not. Decodes
 * nothing. No certain answer counts as no.
 */
export const hasClosedCaptions = async (call: CaptionsCall, tools: ToolPaths): Promise<boolean> => {
  const { probe } = call
  const filter = captionUnitFilter(probe.codec)
  if (filter === null) return false
  const isShort = probe.durationMs <= peekSeconds * 1000 * peekPlaces.length
  for (const place of isShort ? [0] : peekPlaces) {
    if (call.signal.aborted) return false
    const span = isShort ? [] : ['-ss', ((probe.durationMs * place) / 1000).toFixed(3), '-t', String(peekSeconds)]
    const exit = await runProcess({
      command: tools.ffmpegPath,
      args: [
        ...['-hide_banner', '-loglevel', 'error', ...span, ...inputArguments(call.path, call.limits)],
        ...['-map', `0:${probe.videoStreamIndex}`, '-c', 'copy', '-bsf', filter, '-f', 'data', 'pipe:1'],
      ],
      stdout: { kind: 'collect', maxBytes: largestPeekBytes },
      limits: {
        ...call.limits,
        wallClockMs: Math.min(call.limits.wallClockMs, longestPeekMs),
        memory: readingMemory(),
      },
      signal: call.signal,
    }).done
    if (exit.kind === 'exited' && holdsCaptionData(probe.codec, exit.stdout)) return true
  }
  return false
}

const wordsOf = (cues: readonly RawCue[]): readonly string[] =>
  cues.flatMap(({ text }) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])

/** A service with at least this share of its words in another one's order-free list has the same captions. */
const sameShare = 0.9

const hasSameWords = (cues: readonly RawCue[], others: readonly RawCue[]): boolean => {
  const left = new Map<string, number>()
  for (const word of wordsOf(others)) left.set(word, (left.get(word) ?? 0) + 1)
  const words = wordsOf(cues)
  const shared = words.filter((word) => {
    const count = left.get(word) ?? 0
    if (count > 0) left.set(word, count - 1)
    return count > 0
  })
  return words.length > 0 && shared.length >= words.length * sameShare
}

/**
 * Takes caption pairs and makes tracks of them: one for each channel of CEA-608 and service of CEA-708 with words. A
 * service that says what a channel says already is listed, not read. `key` is that of the first track.
 */
export const createCaptionCollector = (key: string, language: string | null) => {
  const line21 = createLine21Decoder()
  const cea708 = createCea708Decoder()
  let waiting: CaptionPair[] = []
  let newestMs = Number.NEGATIVE_INFINITY
  let lookAtMs = Number.NEGATIVE_INFINITY

  const release = (untilMs: number): void => {
    waiting.sort((a, b) => a.atMs - b.atMs)
    const late = waiting.findIndex(({ atMs }) => atMs > untilMs)
    for (const pair of late < 0 ? waiting : waiting.slice(0, late)) {
      line21.take(pair)
      cea708.take(pair)
    }
    waiting = late < 0 ? [] : waiting.slice(late)
  }
  const take = (pairs: readonly CaptionPair[]): void => {
    for (const pair of pairs) {
      waiting.push(pair)
      newestMs = Math.max(newestMs, pair.atMs)
    }
    if (waiting.length > mostWaiting) release(newestMs)
    else if (newestMs > lookAtMs + reorderMs) {
      lookAtMs = newestMs
      release(newestMs - reorderMs)
    }
  }
  const sources = (): readonly CaptionSource[] => {
    release(Number.POSITIVE_INFINITY)
    const channels = [...line21.end()]
    const source = (codec: string, title: string, cues: readonly RawCue[], note: string | null): CaptionSource => ({
      track: streamTrack(codec, { language, title }, note),
      key: `${key}#${title}`,
      name: title,
      content: note === null ? { syntax: 'plain', parsed: { cues, skipped: 0 } } : null,
    })
    const found = [
      ...channels.map(([channel, cues]) => source('eia_608', channel, cues, null)),
      ...[...cea708.end()].map(([service, cues]) => {
        const same = channels.find(([, others]) => hasSameWords(cues, others))?.[0]
        return source('cea_708', `Service ${service}`, cues, same === undefined ? null : `Says the same as ${same}.`)
      }),
    ]
    return found.map((each, index) => (index === 0 ? { ...each, key } : each))
  }
  return { take, sources }
}

/** The tracks that ride inside of the pictures, in film time, read without decoding a picture. */
export const readClosedCaptions = async (
  call: CaptionsCall,
  tools: ToolPaths,
): Promise<Result<{ readonly sources: readonly CaptionSource[]; readonly warnings: readonly Problem[] }>> => {
  const { probe } = call
  const filter = captionUnitFilter(probe.codec)
  const { take, sources: made } = createCaptionCollector('stream:closed-captions', null)
  const read = await readPackets(call, { streamIndex: probe.videoStreamIndex, filter }, tools, ({ atMs, data }) => {
    take(pairsOfPicture(probe.codec, data, atMs))
  })
  if (!read.ok && read.error.code === 'cancelled') return err(read.error)
  const complaint = read.ok ? read.value : read.error.message
  const sources = made()
  // Damage in the pictures is told where they are analysed; here it matters if there are captions.
  const isDamaged = complaint !== null && sources.length > 0
  return ok({ sources, warnings: isDamaged ? [damagedCaptions(complaint)] : [] })
}
