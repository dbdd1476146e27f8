import type { QueryClient } from '@tanstack/react-query'
import type { CutSettings, PatchCaptionTrack, VideoDetails, VideoSpeech } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import type { ClientResult } from '../client/client-error.ts'
import { queryKeys } from '../queries/query-keys.ts'
import { detailsQuery, putCaption, putDetails } from '../queries/video-queries.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What can be done with one video beyond its row in the library; a refusal is told in a notice. */
export interface VideoActions {
  /** Reads the details of a video unless they are known, for parts that show them once they are there. */
  readonly prefetch: (videoId: string) => void
  /** Reads the details of a video that is being analysed again, for the frames that have come to its filmstrip. */
  readonly followFilmstrip: (videoId: string) => Promise<void>
  /** Has a caption track read another way from now on; false when that was refused. The cues follow when they are read. */
  readonly readCaptions: (videoId: string, track: number, change: PatchCaptionTrack) => Promise<boolean>
  /** Writes what a cue says; null goes back to what was read or heard. False when that was refused. */
  readonly correctCaption: (videoId: string, track: number, captionId: string, text: string | null) => Promise<boolean>
  /** Takes back what a person changed last by hand. */
  readonly undoCorrection: () => Promise<boolean>
  /** Plays and indexes this sound track from now on; null leaves the choice to GoodCLIPS. */
  readonly chooseSound: (videoId: string, audioStreamIndex: number | null) => Promise<boolean>
  /** Says how the speech of a video becomes captions; absent fields are the settings'. False when that was refused. */
  readonly chooseSpeech: (videoId: string, speech: VideoSpeech) => Promise<boolean>
  /** Makes the picture of a scene the poster of its video, with a way back; null leaves the choice to GoodCLIPS. */
  readonly setPoster: (videoId: string, sceneId: string | null) => Promise<boolean>
  /** Cuts again with these settings; null takes those of the library. */
  readonly recut: (videoId: string, cuts: CutSettings | null) => Promise<boolean>
}

/** A picture that takes the place of another is there before it does. */
const pictureLoaded = async (url: string | undefined): Promise<void> => {
  if (url === undefined) return
  const picture = new Image()
  picture.src = url
  await picture.decode().catch(() => undefined)
}

/** Makes the actions on one video. */
export const createVideoActions = (client: Client, cache: QueryClient, toasts: () => ToastState): VideoActions => {
  const take = (answer: ClientResult<VideoDetails>): boolean => {
    if (answer.ok) {
      putDetails(cache, answer.value)
      return true
    }
    showFailure(toasts(), answer.error)
    return false
  }
  const setPoster: VideoActions['setPoster'] = async (videoId, sceneId) => {
    const done = take(
      await client.call(
        'patchVideo',
        { params: { id: videoId }, body: { posterSceneId: sceneId } },
        AbortSignal.timeout(30_000),
      ),
    )
    if (done && sceneId === null) toasts().show({ message: 'The poster is chosen automatically again' })
    if (done && sceneId !== null) {
      toasts().show({
        message: 'This scene is the poster now',
        action: { label: 'Choose automatically', run: () => void setPoster(videoId, null) },
      })
    }
    return done
  }
  return {
    setPoster,
    prefetch: (videoId) => void cache.prefetchQuery(detailsQuery(client, videoId)),
    followFilmstrip: async (videoId) => {
      const answer = await client.call('getVideo', { params: { id: videoId } }, AbortSignal.timeout(10_000))
      if (!answer.ok) return
      await pictureLoaded(answer.value.filmstrip?.sheetUrls.at(-1))
      putDetails(cache, answer.value)
    },
    readCaptions: async (videoId, track, change) =>
      take(
        await client.call(
          'patchCaptionTrack',
          { params: { id: videoId, track }, body: change },
          AbortSignal.timeout(30_000),
        ),
      ),
    correctCaption: async (videoId, track, captionId, text) => {
      const answer = await client.call(
        'patchCaption',
        { params: { id: videoId, track, captionId }, body: { text } },
        AbortSignal.timeout(30_000),
      )
      if (answer.ok) putCaption(cache, answer.value)
      else showFailure(toasts(), answer.error)
      return answer.ok
    },
    undoCorrection: async () => {
      const answer = await client.call('undo', {}, AbortSignal.timeout(30_000))
      if (!answer.ok) showFailure(toasts(), answer.error)
      return answer.ok
    },
    chooseSound: async (videoId, audioStreamIndex) =>
      take(
        await client.call(
          'patchVideo',
          { params: { id: videoId }, body: { audioStreamIndex } },
          AbortSignal.timeout(30_000),
        ),
      ),
    chooseSpeech: async (videoId, speech) =>
      take(await client.call('patchVideo', { params: { id: videoId }, body: { speech } }, AbortSignal.timeout(30_000))),
    recut: async (videoId, cuts) => {
      const done = take(
        await client.call('patchVideo', { params: { id: videoId }, body: { cuts } }, AbortSignal.timeout(120_000)),
      )
      if (done) {
        void cache.invalidateQueries({ queryKey: queryKeys.scenes(videoId) })
        void cache.invalidateQueries({ queryKey: queryKeys.captions(videoId) })
      }
      return done
    },
  }
}
