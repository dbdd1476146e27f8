import { LRUCache } from 'lru-cache'
import type { Waveform, WaveformQuery } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { MediaPort, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { SoundBlocks } from '../../domain/sound/sound-blocks.ts'
import { waveformOf } from '../../domain/sound/waveform.ts'
import { notFound } from '../failures.ts'
import type { LibraryPaths } from '../library-paths.ts'

/** Peaks of a film of three hours are 0.4 MB; those of the films that windows show stay in memory. */
const maxKeptBytes = 16e6

type Peaks = Pick<SoundBlocks, 'peaks' | 'blockCount'>

/** Waveforms of the sound that is heard, from what was kept when it was read. */
export const createWaveforms = (parts: {
  readonly store: Pick<StorePort, 'videos'>
  readonly media: Pick<MediaPort, 'sound'>
  readonly paths: Pick<LibraryPaths, 'content'>
}): ((videoId: string, query: WaveformQuery) => Promise<Result<Waveform, ApiFailure>>) => {
  const kept = new LRUCache<string, Peaks>({ maxSize: maxKeptBytes, sizeCalculation: ({ peaks }) => peaks.length + 1 })

  const peaksOf = async (contentId: string, heard: readonly number[]): Promise<Peaks> => {
    const key = `${contentId} ${heard.join(' ')}`
    const known = kept.get(key)
    if (known !== undefined) return known
    const sound = await parts.media.sound(parts.paths.content(contentId), heard)
    // Not yet read, or of another track: that may change at any time, so it is not remembered.
    if (sound === null) return { peaks: new Int8Array(), blockCount: 0 }
    const peaks = { peaks: sound.peaks, blockCount: sound.blockCount }
    kept.set(key, peaks)
    return peaks
  }

  return async (videoId, query) => {
    const video = await parts.store.videos.get(videoId)
    if (video === null || video.removedAt !== null) return notFound('video')
    const heard = video.probe?.audio.heard ?? []
    return ok(
      waveformOf(
        heard.length === 0 ? { peaks: new Int8Array(), blockCount: 0 } : await peaksOf(video.contentId, heard),
        query,
      ),
    )
  }
}
