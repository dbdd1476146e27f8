import { describe, expect, it } from 'vitest'
import { sampleMedia, sampleRates } from '../fixtures/sample-timeline.ts'
import { editorFileUrl, pathOfFileUrl } from '../paths.ts'
import { nearestFrame, parseFcpxmlTime } from './exact-time.ts'
import { UnreadableList } from './read-list.ts'
import { parseTable } from './read-tables.ts'
import { readTimeline } from './read-timeline.ts'
import { chooseFilm, type LinkableFilm, spanInFilm } from './relink.ts'

const clipsOf = (text: string) => readTimeline(text).lists.flatMap(({ clips }) => clips)

describe('what cannot be read', () => {
  it.each([
    ['', 'empty'],
    ['<fcpxml><resources>', 'no whole XML'],
    ['<html><body/></html>', 'another kind'],
    ['{"a":1}', 'clips'],
    ['{"a":', 'none'],
    ['one,two\n1,2\n', 'columns'],
    [`<?xml version="1.0"?>${'<bin>'.repeat(500)}${'</bin>'.repeat(500)}`, 'Maximum nested'],
    ['<!DOCTYPE xmeml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xmeml><sequence/></xmeml>', 'External entities'],
  ])('%#: it is told', (text, words) => {
    expect(() => readTimeline(text)).toThrow(UnreadableList)
    expect(() => readTimeline(text)).toThrow(words)
  })

  it('takes no entities that a document declares', () => {
    const text = `<?xml version="1.0"?><!DOCTYPE xmeml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<xmeml version="5"><sequence><name>&b; &amp; &#x41;</name><media/></sequence></xmeml>`
    expect(readTimeline(text).lists[0]?.name).toBe('&b; & A')
  })
})

it('reads an EDL with dissolves, black, channels of sound, tabs, several ways of counting and markers', () => {
  const text = [
    '﻿TITLE: Reel 1, part 2',
    'FCM: NON-DROP FRAME',
    '000001  A001_C012_0823AB V  C  01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00',
    '* FROM CLIP NAME: Räder.mov',
    '000001  A001_C012_0823AB A2  C  01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00',
    '000002  BL  V  C  00:00:00:00 00:00:01:00 00:00:02:00 00:00:03:00',
    '000003\tA001_C012_0823AB\tV\tC\t01:00:05:00\t01:00:05:00\t00:00:03:00\t00:00:03:00',
    '000003\tB002\tV\tD\t025\t02:00:05:00\t02:00:06:00\t00:00:03:00\t00:00:04:00',
    '* FROM CLIP NAME: Räder.mov',
    '* TO CLIP NAME: tram.mov',
    'M2   B002   050.0   02:00:05:00',
    'FCM: DROP FRAME',
    '000004  C003  B  C  01:00:59;28 01:01:00;02 00:00:04:00 00:00:04:02',
    '* SOURCE FILE: /Volumes/A/harbour.mov',
    '* COMMENT: first',
    '* COMMENT: second',
    '000005  C003  A  C  05:00:59;28 05:01:00;02 00:00:04:00 00:00:04:02',
  ].join('\r\n')
  const { format, lists } = readTimeline(text)
  expect(format).toBe('edl')
  expect(lists[0]?.name).toBe('Reel 1, part 2')
  expect(lists[0]?.report.map(({ code }) => code)).toEqual(['speed', 'sound_only'])
  expect(clipsOf(text).map(({ name, path, reel, note, span }) => [name, path, reel, note, span.labels])).toEqual([
    ['Räder.mov', null, 'A001_C012_0823AB', '', { start: '01:00:00:00', end: '01:00:02:00', dropFrame: false }],
    ['tram.mov', null, 'B002', '', { start: '02:00:05:00', end: '02:00:06:00', dropFrame: false }],
    [
      '/Volumes/A/harbour.mov',
      '/Volumes/A/harbour.mov',
      'C003',
      'first\nsecond',
      { start: '01:00:59:28', end: '01:01:00:02', dropFrame: true },
    ],
  ])
})

it('reads tables of other programs: semicolons, tabs, quotes, line ends in cells, formulas made harmless', () => {
  expect(parseTable('a;"b;\n""c"""\r\n;\n', ';')).toEqual([
    ['a', 'b;\n"c"'],
    ['', ''],
  ])
  const text =
    '\uFEFFClip Name;Source In;Source Out;Reel Name;FPS;Comments\n"A;1.mov";01:00:00;10;01:00:00;20;A1;29.97;\'=note\n'
  expect(
    clipsOf('Name;Reel;FPS;Source In;Source Out;Note\nA.mov;A1;29.97;"01:00:00;10";"01:00:00;20";\'=note\n'),
  ).toMatchObject([
    { name: 'A.mov', reel: 'A1', note: '=note', span: { counting: { rate: sampleRates['29.97'], dropFrame: true } } },
  ])
  expect(() => readTimeline(text)).not.toThrow()
})

it('reads places of nested, connected and compound clips of FCPXML', () => {
  const text = `<?xml version="1.0"?><!DOCTYPE fcpxml><fcpxml version="1.9"><resources>
    <format id="r1" frameDuration="1/25s"/>
    <asset id="r2" name="A" src="file:///a.mov" start="3600s" duration="100s" hasVideo="1" format="r1"/>
    <asset id="r3" name="B" src="file:///b.mov" start="0s" duration="100s" hasVideo="1" format="r1"/>
    <media id="r4" name="Compound"><sequence format="r1" tcStart="0s"><spine>
      <asset-clip ref="r2" offset="0s" start="3610s" duration="10s"/>
      <asset-clip ref="r3" offset="10s" start="5s" duration="10s"/>
    </spine></sequence></media></resources>
    <project name="P"><sequence format="r1" tcStart="3600s"><spine>
      <ref-clip ref="r4" name="Compound" offset="3600s" start="8s" duration="4s"><note>both</note></ref-clip>
      <asset-clip ref="r2" offset="3604s" duration="2s"><asset-clip ref="r3" lane="1" offset="3601s" start="7s" duration="1s"/></asset-clip>
      <clip name="Old" offset="3606s" start="3605s" duration="3s"><video ref="r2" offset="3600s" start="3600s" duration="100s"/></clip>
    </spine></sequence></project></fcpxml>`
  const rate = { num: 25, den: 1 }
  expect(
    clipsOf(text).map(({ path, note, span }) => [
      path,
      nearestFrame(span.offset?.start ?? { num: -1n, den: 1n }, rate) / 25,
      nearestFrame(span.offset?.end ?? { num: -1n, den: 1n }, rate) / 25,
      note,
    ]),
  ).toEqual([
    ['/a.mov', 18, 20, 'both'],
    ['/b.mov', 5, 7, 'both'],
    ['/a.mov', 0, 2, ''],
    ['/b.mov', 7, 8, ''],
    ['/a.mov', 5, 8, ''],
  ])
})

it('counts exactly where times are decimals or have large denominators', () => {
  expect(parseFcpxmlTime('1.5s')).toEqual({ num: 15n, den: 10n })
  expect(parseFcpxmlTime('8648640000/2400000s')).toEqual({ num: 8_648_640_000n, den: 2_400_000n })
  expect(parseFcpxmlTime('1/0s')).toBeNull()
  expect(parseFcpxmlTime('soon')).toBeNull()
  expect(nearestFrame({ num: -3n, den: 2n }, { num: 1, den: 1 })).toBe(-1)
})

it.each(['/a b/#1 100%.mov', 'C:\\Film\\Ä #1.mov', '\\\\server\\share\\日本.mov'])(
  'takes a path out of its URL: %s',
  (path) => {
    expect(pathOfFileUrl(editorFileUrl(path))).toBe(path)
    expect(pathOfFileUrl(editorFileUrl(path, 'localhost'))).toBe(path)
    expect(pathOfFileUrl(path)).toBe(path)
  },
)

describe('which film a range is of', () => {
  const film = (id: string, changes: Parameters<typeof sampleMedia>[1], variableRate = false): LinkableFilm => {
    const media = sampleMedia(id, changes)
    return { videoId: id, media, paths: [media.path], hasTimecode: media.startFrame > 0, variableRate }
  }
  const [clip] = clipsOf('001  A001  V  C  10:00:01:00 10:00:02:00 00:00:00:00 00:00:01:00\n* FROM CLIP NAME: A.mov\n')
  if (clip === undefined) throw new Error('not read')
  const rate = { num: 25, den: 1 }

  it('is the one that has the frames, of these the one of the reel, of these the one in such folders', () => {
    const early = film('1', { startFrame: 0, path: '/a/A.mov' })
    const right = film('2', { path: '/b/A.mov', reel: 'A001' })
    const other = film('3', { path: '/c/A.mov', reel: 'B002' })
    const chosen = (candidates: readonly LinkableFilm[], path: string | null = null) => {
      const found = chooseFilm({ ...clip, path }, candidates, rate)
      return 'film' in found ? found.film.videoId : found.code
    }
    expect(chosen([])).toBe('no_film')
    expect(chosen([early])).toBe('outside')
    expect(chosen([early, right, other])).toBe('2')
    expect(chosen([other, { ...other, videoId: '4', paths: ['/d/A.mov'] }])).toBe('ambiguous')
    expect(chosen([other, { ...other, videoId: '4', paths: ['/card 1/d/A.mov'] }], 'E:\\card 1\\d\\A.mov')).toBe('4')
  })

  it('reads labels at the rate of the list, or, where those frames are not there, at that of the film', () => {
    const fast = film('1', { rate: sampleRates['59.94'] })
    expect(spanInFilm(clip.span, fast, sampleRates['59.94'])).toEqual({ kind: 'grid', start: 60, end: 120 })
    const atList = { ...fast, media: { ...fast.media, frames: 100 } }
    expect(spanInFilm(clip.span, atList, { num: 25, den: 1 })).toEqual(null)
  })

  it('cuts an end that rounding put behind the last frame', () => {
    const short = film('1', { frames: 49 })
    expect(spanInFilm(clip.span, short, rate)).toEqual({ kind: 'grid', start: 25, end: 49 })
    expect(spanInFilm(clip.span, film('1', { frames: 48 }), rate)).toBeNull()
  })
})
