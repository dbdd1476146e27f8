import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unpackCues } from '../../../domain/captions/index.ts'
import type { CaptionsResult } from '../../../domain/ports/index.ts'
import { mediaCall, successOf } from '../../fixtures/call.ts'
import { probe } from '../../probe/probe.ts'
import { captionFilm } from '../fixtures/caption-film.ts'
import { servicePackets } from '../fixtures/cea708-writer.ts'
import { popOnPairs, sccFile, withParity } from '../fixtures/line21-writer.ts'
import { teletextStream } from '../fixtures/teletext-stream.ts'
import { readCaptions } from '../read-captions.ts'
import { subtitlePages } from './teletext.ts'

const tools = { ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' }
const folder = mkdtempSync(join(tmpdir(), 'goodclips-broadcast-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)
const ffmpeg = (...args: readonly string[]): void => {
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args])
}

const read = async (path: string): Promise<CaptionsResult> => {
  const call = mediaCall(path)
  const found = successOf(await probe(call, tools))
  return successOf(
    await readCaptions({ ...call, probe: found, otherPaths: [], choices: {}, onProgress: () => {} }, tools),
  )
}
const told = ({ tracks }: CaptionsResult) =>
  tracks.map(({ track, cues }) => ({
    codec: track.codec,
    title: track.title,
    words: track.readable ? unpackCues(cues).map(({ text }) => text) : track.note,
  }))

const rate = '30000/1001'
const frames = 300
const english = [
  { startFrame: 60, endFrame: 120, text: 'The red door\nopens slowly.' },
  { startFrame: 150, endFrame: 200, text: 'Rain falls.' },
]
const spanish = [{ startFrame: 90, endFrame: 160, text: 'La puerta roja.' }]
const service = [
  { startFrame: 70, endFrame: 130, text: 'Only in the new\nkind of captions.' },
  { startFrame: 170, endFrame: 220, text: 'Said once more.' },
]
const wordsOf = (captions: readonly { readonly text: string }[]): readonly string[] => captions.map(({ text }) => text)

const triplets = (withService: boolean) => {
  const byFrame = new Map<number, [number, number, number][]>()
  const add = (frame: number, triplet: readonly [number, number, number]): void => {
    byFrame.set(frame, [...(byFrame.get(frame) ?? []), [...triplet]])
  }
  // Every frame carries something, as with broadcasters.
  for (let frame = 0; frame < frames; frame += 1) add(frame, [0xfd, 0x80, 0x80])
  for (const pair of popOnPairs(english)) add(pair.frame, [0xfc, ...withParity(pair)])
  for (const pair of popOnPairs(spanish)) add(pair.frame, [0xfd, ...withParity(pair)])
  if (withService)
    for (const [frame, packet] of servicePackets(1, service)) for (const triplet of packet) add(frame, triplet)
  return byFrame
}

describe('captions inside of the picture', () => {
  beforeAll(() => captionFilm(at('source.mp4'), frames, rate, triplets(true)))

  const all = [
    { codec: 'eia_608', title: 'CC1', words: wordsOf(english) },
    { codec: 'eia_608', title: 'CC3', words: wordsOf(spanish) },
    { codec: 'cea_708', title: 'Service 1', words: wordsOf(service) },
  ]

  test('H.264: channels of both fields and a service, in film time', async () => {
    const result = await read(at('source.mp4'))
    expect(result.warnings).toEqual([])
    expect(told(result)).toEqual(all)
    const [first] = result.tracks
    const cues = first === undefined ? [] : unpackCues(first.cues)
    for (const [index, { startFrame, endFrame }] of english.entries()) {
      expect(Math.abs((cues[index]?.startMs ?? 0) - (startFrame * 1001) / 30)).toBeLessThan(35)
      expect(Math.abs((cues[index]?.endMs ?? 0) - (endFrame * 1001) / 30)).toBeLessThan(35)
    }
  })

  // ffmpeg's encoders write the captions anew, with pictures that are not in the order of their times.
  test.each([
    ['h264.ts', ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-a53cc', '1']],
    ['h264.mkv', ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-a53cc', '1']],
    ['mpeg2.ts', ['-c:v', 'mpeg2video', '-bf', '2', '-q:v', '4', '-a53cc', '1']],
    ['mpeg2.mpg', ['-c:v', 'mpeg2video', '-bf', '2', '-q:v', '4', '-a53cc', '1']],
  ])('%s as ffmpeg writes it', async (name, codec) => {
    ffmpeg('-i', at('source.mp4'), ...codec, at(name))
    expect(told(await read(at(name)))).toEqual(all)
  })

  test('HEVC, whose captions lie in another kind of unit', async () => {
    captionFilm(at('hevc.mp4'), frames, rate, triplets(true), 'hevc')
    expect(told(await read(at('hevc.mp4')))).toEqual(all)
  })

  test('a service with the same words as a channel is listed, not read', async () => {
    const same = new Map(triplets(false))
    for (const [frame, packet] of servicePackets(1, english))
      same.set(frame, [
        ...(same.get(frame) ?? []),
        ...packet.map((triplet) => [...triplet] as [number, number, number]),
      ])
    captionFilm(at('same.mp4'), frames, rate, same)
    expect(told(await read(at('same.mp4'))).at(-1)).toEqual({
      codec: 'cea_708',
      title: 'Service 1',
      words: 'Says the same as CC1.',
    })
  })

  test('room for captions without words is no track', async () => {
    captionFilm(
      at('empty.mp4'),
      60,
      rate,
      new Map(Array.from({ length: 60 }, (_, frame) => [frame, [[0xfc, 0x80, 0x80]]])),
    )
    expect((await read(at('empty.mp4'))).tracks).toEqual([])
  })

  test('a c608 track of QuickTime', async () => {
    writeFileSync(at('of-the-track.scc'), sccFile(popOnPairs(english)))
    ffmpeg(
      '-f',
      'lavfi',
      '-i',
      `testsrc=d=10:s=160x120:r=${rate}`,
      '-i',
      at('of-the-track.scc'),
      '-map',
      '0',
      '-map',
      '1',
      '-c:v',
      'libx264',
      '-c:s',
      'copy',
      at('track.mov'),
    )
    const result = await read(at('track.mov'))
    expect(told(result)).toEqual([{ codec: 'eia_608', title: 'CC1', words: wordsOf(english) }])
    const cues = unpackCues(result.tracks[0]?.cues ?? { count: 0, timesMs: new Float64Array(), texts: '', words: null })
    expect(Math.abs((cues[0]?.startMs ?? 0) - 2002)).toBeLessThan(80)
  })
})

describe('teletext', () => {
  test('pages of subtitles in a descriptor', () => {
    expect(subtitlePages(Buffer.from([0x10, 0x88, 0x29, 0x50, 0x08, 0x00, 0x11, 0xaf]))).toEqual([
      { page: 888, place: 0, isHearingImpaired: false },
      { page: 150, place: 1, isHearingImpaired: true },
    ])
  })

  test('each page is a track with its language and times', async () => {
    const pages = [
      {
        page: 888,
        language: 'eng',
        cues: [
          { startMs: 1000, endMs: 2500, text: 'The red door\nopens slowly.' },
          { startMs: 4000, endMs: 5500, text: 'Rain falls.' },
        ],
      },
      {
        page: 150,
        language: 'deu',
        hearingImpaired: true,
        cues: [{ startMs: 1200, endMs: 2600, text: 'Die rote Tasse' }],
      },
    ]
    writeFileSync(at('pages.ts'), teletextStream(pages))
    ffmpeg(
      '-f',
      'lavfi',
      '-i',
      'testsrc=d=7:s=160x120:r=25',
      '-i',
      at('pages.ts'),
      '-map',
      '0',
      '-map',
      '1',
      '-c:v',
      'libx264',
      '-bf',
      '0',
      '-c:s',
      'copy',
      '-copyts',
      '-muxdelay',
      '0',
      at('teletext.ts'),
    )
    const { tracks } = await read(at('teletext.ts'))
    const decoders = execFileSync('ffmpeg', ['-hide_banner', '-decoders']).toString()
    if (!decoders.includes('libzvbi_teletextdec')) {
      expect(tracks[0]?.track.note).toMatch(/without libzvbi/)
      return
    }
    expect(
      tracks.map(({ track, cues }) => [
        track.codec,
        track.language,
        track.title,
        track.isHearingImpaired,
        unpackCues(cues),
      ]),
    ).toEqual([
      ['dvb_teletext', 'en', 'Page 888', false, pages[0]?.cues],
      ['dvb_teletext', 'de', 'Page 150', true, pages[1]?.cues],
    ])
  })
})
