import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, test } from 'vitest'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import type { CaptionsResult } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { mediaCall, outcomeOf, successOf } from '../fixtures/call.ts'
import { probe } from '../probe/probe.ts'
import { parseHexDump } from './ffprobe-captions.ts'
import { readCaptions } from './read-captions.ts'

const tools = { ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' }
const folder = mkdtempSync(join(tmpdir(), 'goodclips-captions-'))
afterAll(() => rmSync(folder, { recursive: true }))

const inFolder = async (name: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> => {
  const inner = join(folder, name)
  mkdirSync(inner)
  for (const [file, content] of Object.entries(files)) writeFileSync(join(inner, file), content)
  copyFileSync(await fixtureClip('three-scenes'), join(inner, 'film.mp4'))
  return join(inner, 'film.mp4')
}

const attempt = async (path: string, signal = new AbortController().signal): Promise<Result<CaptionsResult>> => {
  const found = successOf(await probe(mediaCall(path), tools))
  return readCaptions({ ...mediaCall(path), signal, probe: found, onProgress: () => {} }, tools)
}
const read = async (path: string): Promise<CaptionsResult> => successOf(await attempt(path))

const english = [
  { startMs: 200, endMs: 1500, text: 'The red door opens slowly.' },
  { startMs: 1800, endMs: 3900, text: 'Rain falls on the harbour.' },
  { startMs: 4500, endMs: 6500, text: '- Who is there?\n- Only the lighthouse keeper.' },
]

describe('streams', () => {
  test.each([
    ['captioned-mkv', ['subrip', 'ass']],
    ['captioned-mp4', ['mov_text', 'mov_text']],
  ] as const)('%s: every text stream, cleaned, in stream order', async (name, codecs) => {
    const { tracks, warnings } = await read(await fixtureClip(name))
    expect(warnings).toEqual([])
    expect(tracks.map(({ track }) => track)).toMatchObject([
      { track: 0, source: 'stream', codec: codecs[0], language: 'en', readable: true, cueCount: 3 },
      { track: 1, source: 'stream', codec: codecs[1], language: 'de', readable: true, cueCount: 1 },
    ])
    // Matroska knows no time before zero: to make room for the encoder's first sound, everything moved by 23 ms.
    const shift = (tracks[0]?.cues[0]?.startMs ?? 0) - (english[0]?.startMs ?? 0)
    expect([0, 23]).toContain(shift)
    expect(tracks[0]?.cues).toEqual(
      english.map((cue) => ({ ...cue, startMs: cue.startMs + shift, endMs: cue.endMs + shift })),
    )
    expect(tracks[1]?.cues).toMatchObject([{ text: 'Die rote Tür öffnet sich langsam.' }])
  })

  test('times count from the start of the container', async () => {
    const path = join(folder, 'late.mkv')
    const source = await fixtureClip('captioned-mkv')
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-itsoffset',
      '5',
      '-i',
      source,
      '-map',
      '0',
      '-c',
      'copy',
      '-copyts',
      path,
    ])
    const found = successOf(await probe(mediaCall(path), tools))
    expect(found.startTimeMs).toBeGreaterThan(4000)
    const { tracks } = await read(path)
    expect(Math.abs((tracks[0]?.cues[0]?.startMs ?? 0) - 200)).toBeLessThanOrEqual(50)
  })

  test('damage in the file is a warning at most, and nothing hangs', async () => {
    const bytes = Buffer.from(readFileSync(await fixtureClip('captioned-mkv')))
    for (let at = 2000; at < bytes.length; at += 997) bytes[at] = (bytes[at] ?? 0) ^ 0xff
    const path = join(folder, 'damaged.mkv')
    writeFileSync(path, bytes)
    const { tracks } = await read(path)
    expect(tracks).toHaveLength(2)
  })

  test('an abort, and a file that went away', async () => {
    const source = await fixtureClip('captioned-mkv')
    const controller = new AbortController()
    const running = attempt(source, controller.signal)
    controller.abort()
    expect(outcomeOf(await running)).toBe('cancelled')
    const found = successOf(await probe(mediaCall(source), tools))
    const gone = { ...mediaCall(join(folder, 'gone.mkv')), probe: found, onProgress: () => {} }
    expect(outcomeOf(await readCaptions(gone, tools))).toBe('file_not_found')
  })

  test('a hex dump of ffprobe', () => {
    const dump =
      '\n00000000: 5468 6973 2069 7320 7468 6520 6669 7273  This is the firs\n00000010: 7420 2e                                  t .\n'
    expect(parseHexDump(dump).toString()).toBe('This is the first .')
  })
})

describe('sidecars', () => {
  const srt = (text: string): string => `1\r\n00:00:01,000 --> 00:00:02,000\r\n${text}\r\n`

  test('every kind and language, by file name, whatever the encoding', async () => {
    const path = await inFolder('kinds', {
      'film.srt': `\ufeff${srt('plain')}`,
      'FILM.EN.VTT': 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>hello\n',
      'film.de.srt': iconv.encode(srt('Grüße aus München, schöne Straße'), 'latin1'),
      'film.eng.forced.ass': '[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,{\\i1}sign\n',
      'film.ru.srt': iconv.encode(srt('Привет'), 'utf-16le', { addBOM: true }),
      'film.fr.vtt': srt('SRT named VTT'),
      'film.idx': '# VobSub index file',
      'film.sub': 'pictures',
      'film.txt': srt('no'),
      'film2.srt': srt('another film'),
    })
    const { tracks, warnings } = await read(path)
    expect(warnings).toEqual([])
    expect(
      tracks.map(({ track, cues }) => [track.track, track.codec, track.language, track.title, cues[0]?.text]),
    ).toEqual([
      [0, 'webvtt', 'en', null, 'hello'],
      [1, 'subrip', 'de', null, 'Grüße aus München, schöne Straße'],
      [2, 'ass', 'en', 'forced', 'sign'],
      [3, 'webvtt', 'fr', null, 'SRT named VTT'],
      [4, 'dvd_subtitle', null, null, undefined],
      [5, 'subrip', 'ru', null, 'Привет'],
      [6, 'subrip', null, null, 'plain'],
    ])
    expect(tracks[4]?.track).toMatchObject({ readable: false, source: 'sidecar' })
    expect(readdirSync(join(path, '..'))).toHaveLength(11)
  })

  test('a longer name has the better claim', async () => {
    const path = await inFolder('claims', {
      'film.part2.srt': srt('of part two'),
      'film.part2.mkv': 'x',
      'film.en.srt': srt('mine'),
    })
    const { tracks } = await read(path)
    expect(tracks.map(({ cues }) => cues[0]?.text)).toEqual(['mine'])
  })

  test('a broken one is a warning, the others are read', async () => {
    const path = await inFolder('broken', { 'film.en.srt': 'nothing of the kind', 'film.de.srt': srt('gut') })
    mkdirSync(join(path, '..', 'film.fr.srt'))
    const { tracks, warnings } = await read(path)
    expect(tracks.map(({ cues }) => cues.length)).toEqual([1, 0])
    expect(warnings.map((warning) => warning.code)).toEqual(['captions_damaged', 'captions_damaged'])
  })

  test('captions of another cut are left out with a warning', async () => {
    const path = await inFolder('long', { 'film.srt': `${srt('here')}\n2\n01:00:00,000 --> 01:00:01,000\nfar away\n` })
    const { tracks, warnings } = await read(path)
    expect(tracks[0]?.cues.map((cue) => cue.text)).toEqual(['here'])
    expect(warnings.map((warning) => warning.code)).toEqual(['captions_past_end'])
  })
})
