import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readTruth, scoreCuts } from '../../../bench/cuts/truth.ts'
import { realMedia, realMediaFolder } from '../../../build/fixtures/real-media.ts'
import { detectBoundaries } from '../../domain/cuts/detect.ts'
import { readVideo } from './fixtures/read-video.ts'

// The shorter films with truth: no colour, flashes, one line of text, a dissolve. `npm run bench -- cuts` measures all of them.
const films = [
  'edited/steamboat_willie.mp4',
  'subs/fireworks_2movtext.mp4',
  'single/lecture_slides_vfr.mov',
  'edited/w3c_keyboard_perspective.mp4',
] as const

describe.skipIf(realMediaFolder === null)('cuts found by eye', () => {
  test.each(films)('%s', async (name) => {
    const truth = await readTruth(path.join(realMediaFolder ?? '', 'truth', `${path.parse(name).name}.json`))
    const { features } = await readVideo(realMedia(name))
    const found = detectBoundaries(features, { detector: 'persistent', threshold: null, minSceneFrames: 5 })
    const { hits, falseCuts, missed } = scoreCuts(
      found.map(({ frame }) => frame),
      truth,
    )
    expect({ hits, falseCuts, missed }).toEqual({ hits: truth.cuts.length, falseCuts: [], missed: [] })
  })
})
