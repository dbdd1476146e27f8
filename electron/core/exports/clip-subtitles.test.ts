import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { cuesWithin, writeSubtitles } from './clip-subtitles.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goodclips-subtitles-'))
})
afterEach(() => rm(folder, { recursive: true }))

const cues = [
  { startMs: 0, endMs: 900, text: 'before' },
  { startMs: 800, endMs: 1_500, text: 'across the beginning' },
  { startMs: 2_000, endMs: 2_400, text: 'within' },
  { startMs: 2_900, endMs: 4_000, text: 'across the end' },
  { startMs: 3_000, endMs: 4_000, text: 'behind' },
]

it('counts from the beginning of the part and cuts at its borders', () => {
  expect(cuesWithin(cues, { startMs: 1_000, endMs: 3_000 }, 10_000)).toEqual([
    { startMs: 10_000, endMs: 10_500, text: 'across the beginning' },
    { startMs: 11_000, endMs: 11_400, text: 'within' },
    { startMs: 11_900, endMs: 12_000, text: 'across the end' },
  ])
})

it('lies beside the clip under its name, is written once, and not at all where nothing is said', async () => {
  const clip = join(folder, 'Clip (2).mp4')
  const within = cuesWithin(cues, { startMs: 2_000, endMs: 2_500 })
  const written = await writeSubtitles(clip, within, 'srt', false)
  expect(written?.path).toBe(join(folder, 'Clip (2).srt'))
  expect(await readFile(written?.path ?? '', 'utf8')).toBe('1\r\n00:00:00,000 --> 00:00:00,400\r\nwithin\r\n')
  expect(await writeSubtitles(clip, within, 'srt', true)).toEqual(written)
  expect((await writeSubtitles(clip, within, 'vtt', false))?.path).toBe(join(folder, 'Clip (2).vtt'))
  expect(await writeSubtitles(clip, [], 'srt', false)).toBeNull()
})
