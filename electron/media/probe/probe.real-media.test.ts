import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { realMediaFolder } from '../../../build/fixtures/real-media.ts'
import { mediaCall } from '../fixtures/call.ts'
import { expectedOutcomes } from '../fixtures/expected-outcomes.ts'
import { probe } from './probe.ts'

const folders = ['edited', 'single', 'subs', 'odd', 'derived']
const captionFile = /\.(srt|vtt)$/

// The real videos are not part of the checkout.
describe.skipIf(realMediaFolder === null)('probing every real file', () => {
  const root = realMediaFolder ?? ''
  const files =
    realMediaFolder === null
      ? []
      : folders.flatMap((name) => readdirSync(join(root, name)).map((file) => `${name}/${file}`))

  test('the table names every file, and nothing else', () => {
    expect(files.filter((file) => !captionFile.test(file)).toSorted()).toEqual(Object.keys(expectedOutcomes).toSorted())
  })

  test.each(Object.entries(expectedOutcomes))('%s', async (file, expected) => {
    const result = await probe(mediaCall(join(root, file)), { ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' })
    const found = result.ok
      ? { probe: 'ok', warnings: result.value.warnings.map((warning) => warning.code) }
      : { probe: result.error.code, warnings: [] }
    expect(found).toEqual({ warnings: [], ...expected })
    if (!result.ok) expect(result.error.remedy).not.toBe('')
  })
})
