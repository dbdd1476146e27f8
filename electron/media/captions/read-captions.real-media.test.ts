import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { realMedia, realMediaFolder } from '../../../build/fixtures/real-media.ts'
import { normaliseCues, parseSrt, unpackCues } from '../../domain/captions/index.ts'
import type { CaptionsResult, CaptionTrackContent, Cue } from '../../domain/ports/index.ts'
import { mediaCall, successOf } from '../fixtures/call.ts'
import { probe } from '../probe/probe.ts'
import { readCaptions } from './read-captions.ts'

const tools = { ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' }
const read = async (name: string): Promise<CaptionsResult> => {
  const call = mediaCall(realMedia(name))
  const found = successOf(await probe(call, tools))
  return successOf(
    await readCaptions({ ...call, probe: found, otherPaths: [], choices: {}, onProgress: () => {} }, tools),
  )
}
const cuesOf = (track: CaptionTrackContent | undefined): readonly Cue[] =>
  track === undefined ? [] : unpackCues(track.cues)
const transcript = (name: string): readonly Cue[] =>
  normaliseCues(parseSrt(readFileSync(realMedia(`truth/transcripts/${name}`), 'utf8')).cues, 'srt', { durationMs: 0 })
    .cues

// The real videos are not part of the checkout.
describe.skipIf(realMediaFolder === null)('captions of real files', () => {
  const first = 'This is the first subtitle.'
  const threeLanguages = ['elephantsdream.eng.srt', 'elephantsdream.por.srt', 'elephantsdream.swe.srt']

  test.each([
    ['subs/elephantsdream_3audio_3srt.mkv', threeLanguages],
    ['derived/elephantsdream_3audio_3movtext.mp4', threeLanguages],
    ['derived/elephantsdream_webvtt.mkv', threeLanguages.slice(0, 1)],
    ['subs/fireworks_2movtext.mp4', ['fireworks.s0.srt']],
  ])('%s equals its transcripts', async (name, transcripts) => {
    const { tracks, warnings } = await read(name)
    expect(warnings).toEqual([])
    expect(tracks.length).toBeGreaterThanOrEqual(transcripts.length)
    for (const [index, file] of transcripts.entries()) expect(cuesOf(tracks[index])).toEqual(transcript(file))
  })

  test('languages', async () => {
    const { tracks } = await read('subs/elephantsdream_3audio_3srt.mkv')
    expect(tracks.map(({ track }) => track.language)).toEqual(['en', 'pt', 'sv'])
  })

  test.each([
    ['subs/sample_with_srt.mkv', 'subrip', [first]],
    ['subs/sample_with_ass_subtitles.mkv', 'ass', [first]],
    ['subs/sample_with_vtt_subtitles.mkv', 'webvtt', [first]],
    ['subs/sample_with_overlapping_srt.mkv', 'subrip', ['First', 'Third', 'Second']],
    ['subs/sample_with_overlapping_ssa_subtitles.mkv', 'ass', ['First', 'Third', 'Second']],
  ])('%s is read as %s', async (name, codec, starts) => {
    const { tracks } = await read(name)
    expect(tracks.map(({ track }) => [track.codec, track.readable])).toEqual([[codec, true]])
    const cues = cuesOf(tracks[0])
    expect(cues).toHaveLength(starts.length)
    for (const [index, start] of starts.entries()) expect(cues[index]?.text.startsWith(start)).toBe(true)
  })

  test.each([
    ['subs/sample_with_pgs_subtitles.mkv', 'hdmv_pgs_subtitle'],
    ['subs/sample_with_vobsub.mkv', 'dvd_subtitle'],
    ['subs/sample_with_vobsub.mp4', 'dvd_subtitle'],
  ])('%s lists a %s track that is not read', async (name, codec) => {
    const { tracks, warnings } = await read(name)
    expect(tracks).toMatchObject([{ track: { track: 0, codec, readable: false, cueCount: 0 }, cues: { count: 0 } }])
    expect(warnings).toEqual([])
  })

  const words = (cues: readonly Cue[]): readonly string[] =>
    cues.flatMap(({ text }) => text.toLowerCase().match(/[\p{L}\p{N}█♪']+/gu) ?? [])

  test('captions inside of the picture: the words and times of another decoder', async () => {
    const { tracks, warnings } = await read('subs/sintel_cea608.ts')
    expect(warnings).toEqual([])
    expect(tracks.map(({ track }) => [track.codec, track.title, track.readable])).toEqual([['eia_608', 'CC1', true]])
    const found = cuesOf(tracks[0])
    // What ffmpeg's own decoder wrote, with its mark of the place taken off.
    const known = transcript('sintel_cea608.ffmpeg.srt')
    const wanted = words(known)
    const left = [...words(found)]
    const hits = wanted.filter((word) => {
      const place = left.indexOf(word)
      if (place >= 0) left.splice(place, 1)
      return place >= 0
    })
    expect(hits.length / wanted.length).toBeGreaterThanOrEqual(0.97)
    // The film begins with its sound, 119 ms before the first picture.
    for (const [index, cue] of known.entries())
      expect(Math.abs((found[index]?.startMs ?? 0) - cue.startMs - 119)).toBeLessThan(50)
  })

  test.each([
    ['subs/ax_cea608_hls.ts', ['First subtitle', 'Second subtitle']],
    ['subs/fragmented_cea608.mp4', ['♪MUSIC♪']],
  ])('captions inside of the picture of %s', async (name, texts) => {
    const { tracks } = await read(name)
    expect(tracks.map(({ track }) => [track.codec, track.title])).toEqual([['eia_608', 'CC1']])
    expect(cuesOf(tracks[0]).map(({ text }) => text)).toEqual(texts)
  })

  test('films without captions have no track', async () => {
    expect((await read('edited/sintel_clip_480p_26s.mp4')).tracks).toEqual([])
  })
})
