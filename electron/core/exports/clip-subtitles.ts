import { stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import type { Problem, SubtitleFormat } from '../../contract/index.ts'
import { type ExportCue, toSrt, toVtt } from '../../domain/export/caption-file.ts'
import type { SaidCue } from '../../domain/interchange/build-timeline.ts'
import type { StorePort, VideoDetailsRecord, WrittenFile } from '../../domain/ports/index.ts'
import { writeNewFile } from './write-new-file.ts'

const writers: Readonly<Record<SubtitleFormat, (cues: readonly ExportCue[]) => string>> = { srt: toSrt, vtt: toVtt }

/** A part of a film, in ms of film time. */
interface Part {
  readonly startMs: number
  readonly endMs: number
}

/** Cues of the first track of a video that can be read. */
export const firstCues = async (
  store: Pick<StorePort, 'captions'>,
  video: Pick<VideoDetailsRecord, 'id' | 'captionTracks'>,
): Promise<readonly SaidCue[]> => {
  const track = video.captionTracks.find(
    ({ readable, cueCount, isForced }) => readable && cueCount > 0 && isForced !== true,
  )
  return track === undefined ? [] : await store.captions.all(video.id, track.track)
}

/** Cues within a part of a film, counted from `base` on for its beginning, in ms; those across a border are cut there. */
export const cuesWithin = (cues: readonly SaidCue[], { startMs, endMs }: Part, base = 0): readonly ExportCue[] =>
  cues
    .filter((cue) => cue.startMs < endMs && cue.endMs > startMs)
    .map((cue) => ({
      startMs: base + Math.max(cue.startMs, startMs) - startMs,
      endMs: base + Math.min(cue.endMs, endMs) - startMs,
      text: cue.text,
    }))

/**
 * Writes what is said in a clip beside it, under its name. Null where nothing is said. A file that an ended process has written
 * there for the same clip is taken as it is.
 */
export const writeSubtitles = async (
  clipPath: string,
  cues: readonly ExportCue[],
  format: SubtitleFormat,
  isRecovered: boolean,
): Promise<WrittenFile | null> => {
  if (cues.length === 0) return null
  const { dir, name } = parse(clipPath)
  const path = join(dir, `${name}.${format}`)
  const before = isRecovered ? await stat(path).catch(() => null) : null
  return before === null ? writeNewFile(path, writers[format](cues)) : { path, sizeBytes: before.size }
}

/** A clip that was written, and what of its film is in it. */
export interface SaidClip {
  readonly name: string
  readonly video: Pick<VideoDetailsRecord, 'id' | 'captionTracks'>
  readonly part: Part
}

/** Subtitles beside the clips of one export. */
export const subtitleWriter = (
  store: Pick<StorePort, 'captions'>,
  format: SubtitleFormat,
  tell: (problem: Problem) => void,
): ((clipPath: string, clips: readonly SaidClip[], isRecovered: boolean) => Promise<WrittenFile | null>) => {
  const known = new Map<string, readonly SaidCue[]>()
  return async (clipPath, clips, isRecovered) => {
    const cues: ExportCue[] = []
    let base = 0
    for (const { video, part } of clips) {
      const all = known.get(video.id) ?? (await firstCues(store, video))
      known.set(video.id, all)
      cues.push(...cuesWithin(all, part, base))
      base += part.endMs - part.startMs
    }
    const file = await writeSubtitles(clipPath, cues, format, isRecovered)
    if (file === null)
      tell({ code: 'no_words', message: `${clips[0]?.name ?? ''}: nothing is said in it; it has no subtitles.` })
    return file
  }
}
