import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, test } from 'vitest'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import { unpackCues } from '../../domain/captions/index.ts'
import type { CaptionsCall, CaptionsResult, CaptionTrackContent, Cue } from '../../domain/ports/index.ts'
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

const attempt = async (path: string, more: Partial<CaptionsCall> = {}): Promise<Result<CaptionsResult>> => {
  const found = successOf(await probe(mediaCall(path), tools))
  const call = { ...mediaCall(path), probe: found, otherPaths: [], choices: {}, onProgress: () => {}, ...more }
  return readCaptions(call, tools)
}
const read = async (path: string, more: Partial<CaptionsCall> = {}): Promise<CaptionsResult> =>
  successOf(await attempt(path, more))
const cuesOf = (content: CaptionTrackContent | undefined): readonly Cue[] =>
  content === undefined ? [] : unpackCues(content.cues)

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
    const shift = (cuesOf(tracks[0])[0]?.startMs ?? 0) - (english[0]?.startMs ?? 0)
    expect([0, 23]).toContain(shift)
    expect(cuesOf(tracks[0])).toEqual(
      english.map((cue) => ({ ...cue, startMs: cue.startMs + shift, endMs: cue.endMs + shift })),
    )
    expect(cuesOf(tracks[1])).toMatchObject([{ text: 'Die rote Tür öffnet sich langsam.' }])
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
    expect(Math.abs((cuesOf(tracks[0])[0]?.startMs ?? 0) - 200)).toBeLessThanOrEqual(50)
  })

  test.each(['srt', 'ass', 'webvtt'])(
    'a caption that begins before the picture moves no other one: %s',
    async (codec) => {
      const path = join(folder, `before-${codec}.mkv`)
      const text = join(folder, 'before.srt')
      writeFileSync(text, '1\n00:00:00,000 --> 00:00:03,000\nacross\n\n2\n00:00:04,000 --> 00:00:05,000\nin it\n')
      const picture = await fixtureClip('three-scenes')
      const inputs = ['-itsoffset', '2', '-i', picture, '-i', text]
      execFileSync('ffmpeg', [
        '-v',
        'error',
        '-y',
        ...inputs,
        '-map',
        '0:v',
        '-map',
        '1:s',
        '-c:v',
        'copy',
        '-c:s',
        codec,
        path,
      ])
      const found = successOf(await probe(mediaCall(path), tools))
      const { tracks } = await read(path)
      const late = Math.round(found.startTimeMs)
      expect(cuesOf(tracks[0]).map(({ startMs, text: words }) => [Math.round((startMs + late) / 100), words])).toEqual([
        [Math.round(Math.max(0, late) / 100), 'across'],
        [40, 'in it'],
      ])
    },
  )

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
    const running = attempt(source, { signal: controller.signal })
    controller.abort()
    expect(outcomeOf(await running)).toBe('cancelled')
    const found = successOf(await probe(mediaCall(source), tools))
    const gone = {
      ...mediaCall(join(folder, 'gone.mkv')),
      probe: found,
      otherPaths: [],
      choices: {},
      onProgress: () => {},
    }
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
      'film.txt': srt('in a text file'),
      'film2.srt': srt('another film'),
    })
    const { tracks, warnings } = await read(path)
    expect(warnings).toEqual([])
    expect(
      tracks.map((content) => {
        const { track, codec, language, title } = content.track
        return [track, codec, language, title, cuesOf(content)[0]?.text]
      }),
    ).toEqual([
      [0, 'webvtt', 'en', null, 'hello'],
      [1, 'subrip', 'de', null, 'Grüße aus München, schöne Straße'],
      [2, 'ass', 'en', 'forced', 'sign'],
      [3, 'webvtt', 'fr', null, 'SRT named VTT'],
      [4, 'dvd_subtitle', null, null, undefined],
      [5, 'subrip', 'ru', null, 'Привет'],
      [6, 'subrip', null, null, 'plain'],
      [7, 'subrip', null, null, 'in a text file'],
    ])
    expect(tracks[4]?.track).toMatchObject({
      readable: false,
      source: 'sidecar',
      note: expect.stringMatching(/^film\.sub holds no VobSub pictures/),
    })
    expect(readdirSync(join(path, '..'))).toHaveLength(11)
  })

  test('files of pictures tell their languages, or what is wrong with them', async () => {
    const index = (...ids: readonly string[]): string =>
      ['# VobSub index file, v7', ...ids.flatMap((id) => [id, 'timestamp: 00:00:01:000, filepos: 000000000'])].join(
        '\n',
      )
    const pack = Buffer.from([0, 0, 1, 0xba, 0x44, 0, 4, 0])
    const path = await inFolder('pictures', {
      'film.a.idx': index('id: en, index: 0', 'id: fr, index: 1\nalt: Commentaire'),
      'film.a.sub': pack,
      'film.b.de.idx': index('id: en, index: 0'),
      'film.b.de.SUB': pack,
      'film.c.idx': index('id: en, index: 0'),
      'film.d.idx': 'something else',
      'film.e.idx': '# VobSub index file, v7\n',
      'film.e.sub': pack,
      'film.f.sup': 'not this',
      'film.g.nl.sup': Buffer.from('PG\0\0'),
      'film.h.sup': '',
    })
    const { tracks, files, warnings } = await read(path)
    expect(warnings).toEqual([])
    const waits = expect.stringMatching(/^Pictures of text\. They become words/)
    expect(
      tracks.map(({ track, key }) => [key, track.codec, track.language, track.title, track.readable, track.note]),
    ).toEqual([
      ['file:film.a.idx', 'dvd_subtitle', 'en', 'a', false, waits],
      ['file:film.a.idx#1', 'dvd_subtitle', 'fr', 'a', false, waits],
      ['file:film.b.de.idx', 'dvd_subtitle', 'de', 'b', false, waits],
      ['file:film.c.idx', 'dvd_subtitle', null, 'c', false, expect.stringMatching(/film\.c\.sub: it is not beside/)],
      ['file:film.d.idx', 'dvd_subtitle', null, 'd', false, expect.stringMatching(/^Not a VobSub index/)],
      ['file:film.e.idx', 'dvd_subtitle', null, 'e', false, expect.stringMatching(/^The index lists no captions/)],
      ['file:film.f.sup', 'hdmv_pgs_subtitle', null, 'f', false, expect.stringMatching(/^Not a PGS file/)],
      ['file:film.g.nl.sup', 'hdmv_pgs_subtitle', 'nl', 'g', false, waits],
      ['file:film.h.sup', 'hdmv_pgs_subtitle', null, 'h', false, 'The file is empty.'],
    ])
    // The pictures of an index belong to what is looked at again when it changes.
    expect(files.map((file) => basename(file.path))).toEqual(
      expect.arrayContaining(['film.a.sub', 'film.b.de.SUB', 'film.e.sub']),
    )
  })

  test('a longer name has the better claim', async () => {
    const path = await inFolder('claims', {
      'film.part2.srt': srt('of part two'),
      'film.part2.mkv': 'x',
      'film.en.srt': srt('mine'),
    })
    const { tracks } = await read(path)
    expect(tracks.map((content) => cuesOf(content)[0]?.text)).toEqual(['mine'])
  })

  test('a broken one is a warning, the others are read', async () => {
    const path = await inFolder('broken', { 'film.en.srt': 'nothing of the kind', 'film.de.srt': srt('gut') })
    mkdirSync(join(path, '..', 'film.fr.srt'))
    const { tracks, warnings } = await read(path)
    expect(tracks.map(({ cues }) => cues.count)).toEqual([1, 0])
    expect(warnings.map((warning) => warning.code)).toEqual(['captions_damaged'])
  })

  test('captions of another cut are left out with a warning', async () => {
    const path = await inFolder('long', { 'film.srt': `${srt('here')}\n2\n01:00:00,000 --> 01:00:01,000\nfar away\n` })
    const { tracks, warnings } = await read(path)
    expect(cuesOf(tracks[0]).map((cue) => cue.text)).toEqual(['here'])
    expect(warnings.map((warning) => warning.code)).toEqual(['captions_past_end'])
  })

  test('more formats, and what is found and not read', async () => {
    const path = await inFolder('formats', {
      'film.a.sub': '{25}{50}frames\n{75}{100}more\n',
      'film.b.ttml':
        '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="fr" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25"><head><metadata><p>no</p></metadata></head><body><div begin="1s"><p begin="00:00:01:05" end="3s">Un <span>deux</span><br/>trois &amp; plus</p><p begin="x" end="y">lost</p></div></body></tt>',
      'film.c.smi':
        '<SAMI><HEAD><STYLE><!-- .KRCC {Name:Korean; lang:ko-KR;} .ENCC {Name:English; lang:en-US;} --></STYLE></HEAD><BODY><SYNC Start=1000><P Class=KRCC>안녕<br>하세요<SYNC Start=1000><P Class=ENCC>Hello<SYNC Start=2000><P Class=KRCC>&nbsp;</BODY></SAMI>',
      'film.d.sbv': '0:00:01.000,0:00:02.000\nsbv\n',
      'film.e.lrc': '[00:01.00]sung\n[00:03.00]\n',
      'film.f.scc': 'Scenarist_SCC V1.0\n\n00:00:01:00\t9420 9470 c8e9 942f\n\n00:00:03:00\t942c\n',
      'film.g.txt': 'No times in here.\n',
      'film.h.pac': 'whatever',
      'film.xml': '<Camera/>',
      'film.sub': Buffer.from([0, 0, 1, 0xba, 1, 2, 3]),
    })
    const { tracks, warnings } = await read(path)
    const told = tracks.map((content) => {
      const { codec, language, readable, note } = content.track
      return [codec, language, readable ? cuesOf(content).map(({ startMs, text }) => `${startMs} ${text}`) : note]
    })
    expect(told).toEqual([
      ['microdvd', null, ['1000 frames', '3000 more']],
      ['ttml', 'fr', ['2200 Un deux\ntrois & plus']],
      ['sami', 'ko-KR', ['1000 안녕\n하세요']],
      ['sami', 'en-US', ['1000 Hello']],
      ['sbv', null, ['1000 sbv']],
      ['lrc', null, ['1000 sung']],
      ['scc', null, ['1100 Hi']],
      ['text', null, 'Text without times.'],
      ['pac', null, expect.stringMatching(/PAC/)],
      ['dvd_subtitle', null, expect.stringMatching(/Pictures/)],
    ])
    expect(warnings).toEqual([
      { code: 'captions_skipped', message: 'film.b.ttml: 1 cue skipped: times that cannot be read.' },
    ])
  })

  test('folders of captions, and a second place of the same film', async () => {
    const path = await inFolder('places', { 'film.en.srt': srt('one'), 'other.mp4': 'x' })
    mkdirSync(join(path, '..', 'Subs', 'film'), { recursive: true })
    writeFileSync(join(path, '..', 'Subs', 'film', '2_French.srt'), srt('deux'))
    const second = await inFolder('places2', { 'film.en.srt': srt('one'), 'film.de.srt': srt('drei') })
    const { tracks, files } = await read(path, { otherPaths: [second] })
    expect(tracks.map((content) => [content.track.language, cuesOf(content)[0]?.text])).toEqual([
      ['fr', 'deux'],
      ['en', 'one'],
      ['de', 'drei'],
    ])
    // The same file in both places is one track.
    expect(files.map((file) => file.path)).toEqual([
      join(path, '..', 'Subs', 'film', '2_French.srt'),
      join(path, '..', 'film.en.srt'),
      join(second, '..', 'film.de.srt'),
      join(second, '..', 'film.en.srt'),
    ])
  })

  test('times that cannot be read are counted and told; a programme start is taken off', async () => {
    const path = await inFolder('times', {
      'film.en.srt': `${srt('fine')}\n2\n0-1:58:22,135 --> 0-1:58:24,770\nlost\n\n3\n-00:00:02,500 --> -00:00:01,000\nbefore\n`,
      'film.de.srt': '1\n10:00:01,000 --> 10:00:02,000\nspäter\n',
    })
    const { tracks, warnings } = await read(path)
    expect(tracks[0]?.track).toMatchObject({ language: 'de', offsetMs: -36_000_000, offsetFrom: 'guess', cueCount: 1 })
    expect(cuesOf(tracks[0])).toEqual([{ startMs: 1000, endMs: 2000, text: 'später' }])
    expect(tracks[1]?.track).toMatchObject({ language: 'en', skippedCues: 2, cueCount: 1, offsetFrom: 'none' })
    expect(warnings).toEqual([
      { code: 'captions_skipped', message: 'film.en.srt: 1 cue skipped: times that cannot be read.' },
      { code: 'captions_skipped', message: 'film.en.srt: 1 cue skipped: times before the film begins.' },
    ])
    const choices = { 'file:film.de.srt': { encoding: null, offsetMs: -35_998_000 } }
    const chosen = (await read(path, { choices })).tracks[0]
    expect(chosen?.track).toMatchObject({ offsetMs: -35_998_000, offsetFrom: 'person' })
    expect(cuesOf(chosen)[0]?.startMs).toBe(3000)
  })

  test('an encoding that is not certain is said, and another one can be chosen', async () => {
    const path = await inFolder('encodings', { 'film.srt': iconv.encode(srt('Ärger'), 'cp437') })
    const { tracks, warnings } = await read(path)
    expect(tracks[0]?.track).toMatchObject({ encodingSure: false, encodingChosen: false })
    expect(warnings.map(({ code }) => code)).toEqual(['captions_encoding'])
    const choices = { 'file:film.srt': { encoding: 'cp437', offsetMs: null } } as const
    const chosen = await read(path, { choices })
    expect(chosen.warnings).toEqual([])
    expect(chosen.tracks[0]?.track).toMatchObject({ encoding: 'cp437', encodingSure: true, encodingChosen: true })
    expect(cuesOf(chosen.tracks[0])[0]?.text).toBe('Ärger')
  })
})

describe('very large files', () => {
  /** Processor time that this thread itself took while work went on, which no other program on the machine adds to. */
  const watched = async <Value>(
    work: () => Promise<Value>,
  ): Promise<{ readonly value: Value; readonly ownMs: number; readonly wholeMs: number }> => {
    const ms = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000
    const [own, whole] = [process.threadCpuUsage(), process.cpuUsage()]
    const value = await work()
    return { value, ownMs: ms(process.threadCpuUsage(own)), wholeMs: ms(process.cpuUsage(whole)) }
  }

  test('are parsed without holding up the program, within bounds', async () => {
    const time = (second: number): string =>
      `00:${String(Math.floor(second / 60) % 60).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}`
    const block = Array.from(
      { length: 3000 },
      (_, index) => `${index}\n${time(index)},000 --> ${time(index)},900\nWords ${index} of a very long file\n`,
    ).join('\n')
    const path = await inFolder('large', { 'film.en.srt': '' })
    const large = join(path, '..', 'film.en.srt')
    while (statSync(large).size < 28 * 1024 * 1024) appendFileSync(large, `${block}\n`)
    for (let index = 0; index < 6; index += 1)
      writeFileSync(join(path, '..', `film.x${index}.srt`), `${index}\n${block.repeat(18)}`)
    const before = process.memoryUsage().rss
    const { value, ownMs, wholeMs } = await watched(() => read(path))
    expect(value.tracks).toHaveLength(7)
    // What it waits for is done in another thread.
    expect(ownMs).toBeLessThan(500)
    expect(wholeMs).toBeGreaterThan(ownMs * 3)
    expect(process.memoryUsage().rss - before).toBeLessThan(1024 ** 3)
  })
})
