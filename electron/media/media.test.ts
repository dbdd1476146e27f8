import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixtureClip } from '../../build/fixtures/clips.ts'
import { patience } from '../../build/fixtures/patience.ts'
import { mediaCall, outcomeOf, successOf } from './fixtures/call.ts'
import { createMedia } from './media.ts'

test('closing ends what runs, says so, and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'goodclips-media-'))
  const media = createMedia()
  const call = mediaCall(await fixtureClip('long-1080p'))
  const probe = successOf(await media.probe(call))
  const started = Promise.withResolvers<void>()
  const running = media.makeProxy({
    ...call,
    probe,
    outputPath: join(folder, 'proxy.mp4'),
    onProgress: () => started.resolve(),
  })
  await started.promise
  const closedAt = performance.now()
  await media.close()
  expect(performance.now() - closedAt).toBeLessThan(patience(2000))
  expect(outcomeOf(await running)).toBe('cancelled')
  expect(readdirSync(folder)).toEqual([])
  expect(outcomeOf(await media.probe(call))).toBe('cancelled')
  rmSync(folder, { recursive: true })
})

test('where ffmpeg is missing, every call says so instead of breaking', async () => {
  const media = createMedia({ ffmpegPath: 'goodclips-no-ffmpeg', ffprobePath: 'goodclips-no-ffprobe' })
  const call = mediaCall(await fixtureClip('three-scenes'))
  expect(outcomeOf(await media.tools())).toBe('ffmpeg_missing')
  expect(outcomeOf(await media.probe(call))).toBe('ffmpeg_missing')
  expect(outcomeOf(await media.identify(call.path, call.signal))).toBe('ok')
  await media.close()
})
