import type { Problem } from '../../contract/index.ts'
import { normaliseCues, packCues } from '../../domain/captions/index.ts'
import { cancelled } from '../../domain/failure.ts'
import type {
  CaptionChoice,
  CaptionFileStamp,
  CaptionsCall,
  CaptionsResult,
  CaptionTrackContent,
  MediaProgress,
} from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { err, ok } from '../../domain/result.ts'
import type { ToolPaths } from '../tools.ts'
import { type CaptionSource, damagedCaptions } from './caption-source.ts'
import { type ClosedCaptionsKnown, readEmbedded } from './read-embedded.ts'
import { readSidecars } from './sidecars.ts'

/** What the thread that reads captions is given. */
export interface CaptionsOrder {
  readonly call: Omit<CaptionsCall, 'signal' | 'onProgress'>
  readonly tools: ToolPaths
  readonly inPicture: ClosedCaptionsKnown
}

/** Most cues of one video: more than thirty languages of ten hours. It limits memory and the library's work. */
const mostCues = 300_000
const mostCharacters = 32_000_000

const cuesText = (count: number): string => `${count} ${count === 1 ? 'cue' : 'cues'}`

const warningsOf = (name: string, skipped: number, beforeStart: number, isSure: boolean): readonly Problem[] => {
  const warnings: Problem[] = []
  const say = (code: string, message: string): void => {
    warnings.push({ code, message })
  }
  if (skipped > 0) say('captions_skipped', `${name}: ${cuesText(skipped)} skipped: times that cannot be read.`)
  if (beforeStart > 0)
    say('captions_skipped', `${name}: ${cuesText(beforeStart)} skipped: times before the film begins.`)
  if (!isSure) {
    const message = `${name}: the encoding is not certain, some letters may be wrong. Choose another one beside the captions.`
    say('captions_encoding', message)
  }
  return warnings
}

/** Collects tracks: each is numbered, cleaned, converted to film time, and limited in size. */
const createTracks = (call: CaptionsCall) => {
  const tracks: CaptionTrackContent[] = []
  const warnings: Problem[] = []
  let cueCount = 0
  let characters = 0
  let pastEnd = 0

  const place = (source: CaptionSource, choice: CaptionChoice | undefined): void => {
    const nothing = { cueCount: 0, offsetMs: 0, offsetFrom: 'none', skippedCues: 0, cuesPastEnd: 0 } as const
    const track = { ...source.track, track: tracks.length }
    const unreadBecause = (note: string | null): void => {
      tracks.push({ track: { ...track, ...nothing, readable: false, note }, key: source.key, cues: packCues([]) })
    }
    if (source.content === null) {
      unreadBecause(track.note)
      return
    }
    const { syntax, parsed } = source.content
    // Streams use the container's own times, so no offset is guessed. A file may say where its programme starts.
    const declared = parsed.programmeStartMs === undefined ? null : -parsed.programmeStartMs
    const given = choice?.offsetMs ?? (track.source === 'stream' ? 0 : declared)
    const placed = normaliseCues(parsed.cues, syntax, { durationMs: call.probe.durationMs, offsetMs: given })
    const cues = packCues(placed.cues)
    if (cueCount + cues.count > mostCues || characters + cues.texts.length > mostCharacters) {
      unreadBecause('Not read: the files beside this film hold more captions than a film can have.')
      warnings.push(damagedCaptions(`${source.name}: too many captions for one film`))
      return
    }
    cueCount += cues.count
    characters += cues.texts.length
    pastEnd += placed.pastEnd
    warnings.push(...warningsOf(source.name, parsed.skipped, placed.beforeStart, track.encodingSure))
    const offsetFrom = choice?.offsetMs != null ? 'person' : placed.offsetMs === 0 ? 'none' : 'guess'
    tracks.push({
      track: {
        ...track,
        readable: true,
        cueCount: cues.count,
        offsetMs: placed.offsetMs,
        offsetFrom,
        skippedCues: parsed.skipped + placed.beforeStart,
        cuesPastEnd: placed.pastEnd,
      },
      key: source.key,
      cues,
    })
  }
  const result = (files: readonly CaptionFileStamp[]): CaptionsResult => {
    if (pastEnd > 0) {
      const message = `${pastEnd} captions lie behind the end of the video and were left out.`
      warnings.push({ code: 'captions_past_end', message })
    }
    return { tracks, files, warnings }
  }
  return { place, result, warn: (problem: Problem) => void warnings.push(problem) }
}

/** The whole reading of a film's captions, as it is done in a thread of its own. */
export const runCaptions = async (
  order: CaptionsOrder,
  signal: AbortSignal,
  onProgress: (progress: MediaProgress) => void,
): Promise<Result<CaptionsResult>> => {
  const call: CaptionsCall = { ...order.call, signal, onProgress }
  const embedded = await readEmbedded(call, order.tools, order.inPicture)
  if (!embedded.ok) return embedded
  const tracks = createTracks(call)
  const files: CaptionFileStamp[] = []
  for (const warning of embedded.value.warnings) tracks.warn(warning)
  for (const source of embedded.value.sources) tracks.place(source, call.choices[source.key])
  const { num, den } = call.probe.frameRate
  const reading = {
    videoPaths: [call.path, ...call.otherPaths],
    choices: call.choices,
    framesPerSecond: num > 0 ? num / den : 25,
    ffmpegPath: order.tools.ffmpegPath,
    limits: call.limits,
    signal,
  }
  for await (const finding of readSidecars(reading)) {
    if (finding.kind === 'file') files.push(finding.stamp)
    else if (finding.kind === 'problem') tracks.warn(finding.problem)
    else tracks.place(finding.source, call.choices[finding.source.key])
  }
  return signal.aborted ? err(cancelled) : ok(tracks.result(files))
}
