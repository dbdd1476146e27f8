import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixtureClip } from '../../build/fixtures/clips.ts'
import { listPeopleQuerySchema } from '../contract/index.ts'
import { ffmpeg } from '../media/analyse/fixtures/analysed.ts'
import { type StageLibrary, stageLibrary } from './fixtures/stage-library.ts'

const longMs = 120_000
const small = { model: 'small', revision: '1' }

describe('finding people', () => {
  let library: StageLibrary
  let film: string
  beforeEach(async () => {
    library = await stageLibrary()
    film = join(library.folder, 'film.mkv')
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=5', '-c:v', 'ffv1', film])
  }, longMs)
  afterEach(() => library.close(), longMs)

  const again = (videoId: string): Promise<void> => library.again(videoId, 'find-faces')
  const job = (videoId: string) => library.job(videoId, 'find-faces')
  const people = async () => (await library.store.people.list(listPeopleQuerySchema.parse({}))).items

  it(
    'is left out until it is switched on and a model is there; then looks at every sampled frame, once',
    async () => {
      library.faces.model = small
      const videoId = await library.take(film)
      await library.idle()
      expect(await job(videoId)).toMatchObject({ state: 'skipped', code: 'people_off' })
      expect(await library.store.people.skippedVideos(['people_off'])).toEqual([videoId])
      expect(library.faces.asked).toEqual([])

      await library.store.library.patchSettings({ people: 'on' })
      library.faces.model = null
      await again(videoId)
      expect(await job(videoId)).toMatchObject({ state: 'skipped', code: 'no_model' })
      expect(await library.store.people.videosFor(small)).toEqual([videoId])

      library.faces.model = small
      await again(videoId)
      expect(await job(videoId)).toMatchObject({ state: 'done' })
      const contentId = (await library.store.videos.get(videoId))?.contentId ?? ''
      const frames = (await library.store.scenes.frames(contentId)).map(({ frameNumber }) => frameNumber)
      expect(await library.store.people.lookedFrames({ videoId, ...small })).toEqual(frames)
      expect((await people()).map(({ faceCount }) => faceCount)).toEqual([frames.length, frames.length])
      const asked = library.faces.asked.length
      await again(videoId)
      expect(library.faces.asked.length).toBe(asked)
      expect((await people()).map(({ faceCount }) => faceCount)).toEqual([frames.length, frames.length])
    },
    longMs,
  )

  it(
    'goes on behind the frames that were looked at when the model fails',
    async () => {
      await library.store.library.patchSettings({ people: 'on' })
      library.faces.model = small
      library.faces.failsAfter = 16
      const videoId = await library.take(await fixtureClip('many-scenes'))
      await library.idle()
      const looked = await library.store.people.lookedFrames({ videoId, ...small })
      expect(looked).toHaveLength(16)
      expect(await people()).toEqual([])
      library.faces.failsAfter = Number.POSITIVE_INFINITY
      await again(videoId)
      expect(await job(videoId)).toMatchObject({ state: 'done' })
      const pictures = library.faces.asked.flatMap((call) => call.pictures.map(({ offset }) => offset))
      const contentId = (await library.store.videos.get(videoId))?.contentId ?? ''
      const frames = await library.store.scenes.frames(contentId)
      // Those of the call that failed were asked for again, and no others.
      expect(new Set(pictures).size).toBe(frames.length)
      expect(await people()).toHaveLength(2)
    },
    longMs,
  )
})
