import { rm, writeFile } from 'node:fs/promises'
import type { CopyablePart } from '../../domain/clips/copyable-part.ts'
import { diskFull, isDiskFull } from '../../domain/failure.ts'
import type { ClipCall, MediaFailure } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { failureOfExit } from '../failures.ts'
import { countsByTimeStamps } from '../input-clock.ts'
import { readingMemory } from '../memory-limits.ts'
import { probeArguments } from '../safety.ts'
import type { ClipPlan } from './clip-arguments.ts'
import { clipContainers } from './clip-containers.ts'
import { type DecodedSum, decodedSums } from './decoded-sums.ts'
import { encodedFormat } from './encoders.ts'
import { listedPath } from './join-clips.ts'
import { joinedCodecs } from './joined-codecs.ts'
import { addParameterSets, type ParameterSets, readParameterSets, usedNumbers } from './parameter-sets.ts'
import { runClip } from './run-clip.ts'
import { readsWholePictures } from './sequence-extension.ts'

/** What became of a cut that encodes only what cannot be copied. */
export type SmartCut =
  | { readonly kind: 'written'; readonly copied: { readonly before: number; readonly frames: number } }
  /** Codec, container or range do not allow it. */
  | { readonly kind: 'unfit' }
  /** It was tried, and what came out is not what the film shows. */
  | { readonly kind: 'unequal'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: MediaFailure }

interface Tools {
  readonly ffmpegPath: string
  readonly ffprobePath: string
  readonly fpsMode: boolean
}

interface Piece {
  readonly path: string
  readonly start: number
  readonly end: number
}

/** Fewer frames are not worth it. */
const fewestCopied = 2
/** Files in these keep what describes pictures apart, or take it among the pictures. */
const joinable: ReadonlySet<string> = new Set(['mp4', 'mov', 'matroska', 'mpegts'])
/** Names of profiles as x264 takes them, by their number. */
const profiles: Readonly<Record<number, string>> = {
  66: 'baseline',
  77: 'main',
  100: 'high',
  110: 'high10',
  122: 'high422',
  244: 'high444',
}
const mostSequenceSets = 32

/** The part of a range that can be copied, where film and container allow it. */
const copyableOf = ({ call, cut, container, encoder }: ClipPlan): CopyablePart | null => {
  const { probe, conform } = call
  const joined = joinedCodecs[probe.codec]
  const fits =
    joined !== undefined &&
    (probe.fieldOrder === 'progressive' || joined.takesFields) &&
    probe.timeBase.num === 1 &&
    conform === null &&
    joinable.has(container.muxer) &&
    encoder !== null &&
    encodedFormat(encoder, probe) === probe.pixelFormat
  return fits && cut.copyable !== null && cut.copyable.frames >= fewestCopied ? cut.copyable : null
}

/** How much earlier than shown the first packet of a file is decoded, in units of its track; null where it is not told. */
const delayOf = async (path: string, call: ClipCall, ffprobePath: string): Promise<Result<number | null>> => {
  const exit = await runProcess({
    command: ffprobePath,
    args: [
      ...['-v', 'error', '-select_streams', 'v:0', '-read_intervals', '%+#1', '-show_entries', 'packet=pts,dts'],
      ...['-of', 'csv=p=0', ...probeArguments(path, call.limits)],
    ],
    stdout: { kind: 'collect', maxBytes: 10_000 },
    limits: { ...call.limits, memory: readingMemory() },
    signal: call.signal,
  }).done
  const stopped = failureOfExit(exit)
  if (stopped !== null) return { ok: false, error: stopped }
  const [shown, decoded] = (exit.kind === 'exited' ? exit.stdout.toString('utf8') : '').split(/[,\s]/).map(Number)
  const delay = (shown ?? Number.NaN) - (decoded ?? Number.NaN)
  return ok(Number.isInteger(delay) && delay >= 0 ? delay : null)
}

/** Ends a cut early. */
class Stopped extends Error {
  readonly outcome: SmartCut

  constructor(outcome: SmartCut) {
    super(outcome.kind)
    this.outcome = outcome
  }
}
const must = <Value>(result: Result<Value, MediaFailure>): Value => {
  if (result.ok) return result.value
  // What the machine or a person stops is told; what ffmpeg makes nothing of is encoded instead.
  if (['disk_full', 'cancelled', 'ffmpeg_missing', 'timed_out'].includes(result.error.code))
    throw new Stopped({ kind: 'failed', error: result.error })
  throw new Stopped({ kind: 'unequal', reason: 'ffmpeg could not join them' })
}

/** No picture is stored out of order. */
const inOrder = ['-bf', '0']

/** x264's options beside those of quality: the film's profile, and sets of a number that is free. */
const matching = (sets: ParameterSets, number: number): readonly string[] => {
  const profile = profiles[sets.profile]
  return [...(profile === undefined ? [] : ['-profile:v', profile]), ...['-x264-params', `sps-id=${number}`]]
}

const piecePlan = (plan: ClipPlan, piece: Piece, rest: Partial<ClipPlan>): ClipPlan => ({
  ...plan,
  ...rest,
  call: { ...plan.call, outputPath: piece.path, reel: null },
  start: piece.start,
  end: piece.end,
  timecode: null,
  container: clipContainers.mp4,
  editLists: true,
  taken: [],
})

/** Compares a clip with its film: every frame by its time, the copied ones by their pixels. Null: they are equal. */
export const whatDiffers = (
  clip: readonly DecodedSum[],
  film: readonly DecodedSum[],
  copied: { readonly before: number; readonly frames: number },
  tolerance: number,
): string | null => {
  if (clip.length !== film.length) return `${clip.length} frames came out instead of ${film.length}`
  const [first, origin] = [clip[0]?.time ?? 0, film[0]?.time ?? 0]
  const isMoved = clip.some(({ time }, at) => Math.abs(time - first - ((film[at]?.time ?? 0) - origin)) > tolerance)
  if (isMoved) return 'times changed'
  const end = copied.before + copied.frames
  const isOther = clip.some(({ sum }, at) => at >= copied.before && at < end && sum !== film[at]?.sum)
  return isOther ? 'pictures came out changed' : null
}

/** Seconds that decoding begins before the range, at least. */
const lead = (container: string): number => (countsByTimeStamps(container) ? 4 : 1)

const verify = async (plan: ClipPlan, call: ClipCall, tools: Tools, part: CopyablePart): Promise<void> => {
  const { cut, start, end } = plan
  const clip = must(
    await decodedSums(
      { ...call, path: call.outputPath },
      call.probe,
      { stream: '0:v:0', seek: null, between: null },
      tools,
    ),
  )
  const margin = Math.min(cut.frameSeconds / 2, 0.02)
  const seek = Math.min(start, cut.start) - lead(call.probe.container) - call.probe.containerStartMs / 1000
  const film = must(
    await decodedSums(
      call,
      call.probe,
      {
        stream: `0:${call.probe.videoStreamIndex}`,
        seek: seek > 0.2 ? seek : null,
        between: { from: start - margin, to: end - margin },
      },
      tools,
    ),
  )
  const reason = whatDiffers(clip, film, part, Math.max(0.0015, cut.frameSeconds / 50))
  if (reason !== null) throw new Stopped({ kind: 'unequal', reason })
}

/**
 * Cuts to the frame: frames from the range's first to the next key frame, and those behind the last place that can be copied,
 * are encoded in the film's codec; packets between them are copied, and what comes out is decoded and compared with the film.
 * Parameter sets of H.264 that is encoded have numbers of their own and stand beside those of the film, so that one description
 * holds for the whole file; MPEG-2 says all that a decoder needs at every key frame.
 */
export const smartCut = async (plan: ClipPlan, call: ClipCall, tools: Tools): Promise<SmartCut> => {
  const part = copyableOf(plan)
  if (part === null) return { kind: 'unfit' }
  const { encoder, start, end } = plan
  const timescale = call.probe.timeBase.den
  const pieceAt = (name: string, from: number, to: number): Piece => ({
    path: `${call.outputPath}.${name}.mp4`,
    start: from,
    end: to,
  })
  const middle = pieceAt('middle', part.start, part.end)
  const head = part.before > 0 ? pieceAt('head', start, part.start) : null
  const tail = part.before + part.frames < plan.cut.wanted.frames ? pieceAt('tail', part.end, end) : null
  const pieces = [head, middle, tail].filter((piece) => piece !== null)
  const list = `${call.outputPath}.list`
  const silent: ClipCall = { ...call, onProgress: () => {} }
  try {
    must(await runClip(piecePlan(plan, middle, { encoder: null, piece: { timescale, delay: 0 } }), silent, tools))
    const delay = must(await delayOf(middle.path, call, tools.ffprobePath))
    if (delay === null || encoder === null) return { kind: 'unfit' }
    const namesSets = joinedCodecs[call.probe.codec]?.namesSets === true
    const sets = namesSets ? await readParameterSets(middle.path) : null
    if (namesSets && sets === null) return { kind: 'unfit' }
    // A decoder of MPEG-2 begins anew, and loses a picture, where whole pictures and fields follow each other.
    const hasFields = !namesSets && (await readsWholePictures(middle.path)) === false
    const numbers = new Set(sets === null ? [] : usedNumbers(sets))
    const more: ParameterSets[] = []
    for (const piece of [head, tail]) {
      if (piece === null) continue
      const number = Array.from({ length: mostSequenceSets }, (_, each) => each).find((each) => !numbers.has(each))
      if (number === undefined) return { kind: 'unfit' }
      numbers.add(number)
      const alike = sets === null ? (hasFields ? ['-flags:0', '+ildct+ilme'] : []) : matching(sets, number)
      const options = [...encoder.options, ...inOrder, ...alike]
      // Behind a key frame whose leading packets are left out, packets come that much later.
      const late = piece === tail ? Math.ceil(part.leading * plan.cut.frameSeconds * timescale) : 0
      const written = { timescale, delay: Math.max(0, delay - late) }
      must(await runClip(piecePlan(plan, piece, { encoder: { ...encoder, options }, piece: written }), silent, tools))
      const own = sets === null ? null : await readParameterSets(piece.path)
      if (own !== null) more.push(own)
    }
    const [first] = pieces
    if (first !== undefined && sets !== null && more.length > 0)
      await addParameterSets(first.path, first === middle ? more : [sets, ...more.slice(1)])
    const lines = pieces.flatMap((piece) => [
      listedPath(piece.path),
      `duration ${(piece.end - piece.start).toFixed(6)}`,
    ])
    await writeFile(list, `ffconcat version 1.0\n${lines.join('\n')}\n`)
    must(await runClip({ ...plan, pieces: list }, call, tools))
    await verify(plan, call, tools, part)
    return { kind: 'written', copied: { before: part.before, frames: part.frames } }
  } catch (cause) {
    if (cause instanceof Stopped) return cause.outcome
    if (isDiskFull(cause)) return { kind: 'failed', error: { ...diskFull, cause } }
    return { kind: 'unequal', reason: 'they could not be joined' }
  } finally {
    await Promise.all([...pieces.map(({ path }) => path), list].map((path) => rm(path, { force: true })))
  }
}
