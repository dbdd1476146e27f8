import type { SubtitleFormat } from '../../contract/index.ts'
import { type ExportCue, toSrt, toVtt } from '../../domain/export/caption-file.ts'
import type { SaidCue } from '../../domain/interchange/build-timeline.ts'
import type { StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'

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

/** A clip that was written, and what of its film is in it. */
export interface SaidClip {
  readonly video: Pick<VideoDetailsRecord, 'id' | 'captionTracks'>
  readonly part: Part
}

/** Subtitles of the clips of one export, or of several that follow each other in one file. Null where nothing is said. */
export const subtitlesOfClips = (
  store: Pick<StorePort, 'captions'>,
  format: SubtitleFormat,
): ((clips: readonly SaidClip[]) => Promise<string | null>) => {
  const known = new Map<string, readonly SaidCue[]>()
  return async (clips) => {
    const cues: ExportCue[] = []
    let base = 0
    for (const { video, part } of clips) {
      const all = known.get(video.id) ?? (await firstCues(store, video))
      known.set(video.id, all)
      cues.push(...cuesWithin(all, part, base))
      base += part.endMs - part.startMs
    }
    return cues.length === 0 ? null : writers[format](cues)
  }
}
