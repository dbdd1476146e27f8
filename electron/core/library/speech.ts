import type { Settings, VideoSpeech } from '../../contract/index.ts'
import type { StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { areOtherWords, type SpeechChoices, speechChoicesOf } from '../../domain/speech/speech-choices.ts'
import { reasonsOfSetting } from '../../pipeline/transcribe.ts'
import type { Requeue } from './requeue.ts'

/** How a person's choices of speech take effect: films are transcribed again where they make a difference. */
export interface SpeechService {
  /** The settings of the library were changed. */
  readonly settingsChanged: (before: Settings, after: Settings) => Promise<void>
  /** All that a video says of its own speech from now on. */
  readonly choose: (video: VideoDetailsRecord, own: VideoSpeech) => Promise<void>
}

const areOther = (before: SpeechChoices, after: SpeechChoices): boolean =>
  before.transcribe !== after.transcribe || areOtherWords(before, after)

/** Makes the choices of speech take effect. What a film has stays until its new captions are complete. */
export const createSpeechService = (
  store: Pick<StorePort, 'library' | 'videos' | 'transcripts'>,
  requeue: Requeue,
): SpeechService => ({
  settingsChanged: async (before, after) => {
    const [was, is] = [speechChoicesOf(before, {}), speechChoicesOf(after, {})]
    if (!areOther(was, is)) return
    const skipped = await store.transcripts.skippedVideos(reasonsOfSetting)
    const done = areOtherWords(was, is) ? await store.transcripts.transcribedVideos() : []
    for (const videoId of [...skipped, ...done]) await requeue(videoId, 'speech_chosen')
  },
  choose: async (video, own) => {
    await store.videos.setSpeech(video.id, own)
    const settings = await store.library.settings()
    if (areOther(speechChoicesOf(settings, video.speech), speechChoicesOf(settings, own)))
      await requeue(video.id, 'speech_chosen')
  },
})
