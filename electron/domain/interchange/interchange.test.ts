import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { type TimelineFormat, timecodeLabel, timelineFormats } from '../../contract/index.ts'
import { editorFile, faultsByDtd, hasReaders, readByOtio, readByPycmx } from './fixtures/foreign-readers.ts'
import { sampleClip, sampleMedia, samplePaths, sampleRates, sampleTimeline } from './fixtures/sample-timeline.ts'
import { writeTimeline } from './formats.ts'
import { type EditorTimeline, placeClips, rescale } from './timeline.ts'

const limitMs = 120_000

const textOf = (format: TimelineFormat, timeline: EditorTimeline): string => {
  const { files } = writeTimeline(format, timeline)
  const [file] = files
  if (file === undefined || files.length !== 1) throw new Error(`${files.length} files`)
  return file.text
}

const decimal = ({ num, den }: { readonly num: number; readonly den: number }): number => num / den

/** Each rate, 29.97 and 59.94 with dropped labels too. */
const cases = Object.entries(sampleRates).flatMap(([name, rate]) =>
  name === '29.97' || name === '59.94'
    ? [
        { name: `${name} NDF`, rate, dropFrame: false },
        { name: `${name} DF`, rate, dropFrame: true },
      ]
    : [{ name, rate, dropFrame: false }],
)

/** Two ranges of one film and one of another, at one rate. */
const timelineAt = ({ rate, dropFrame }: (typeof cases)[number]): EditorTimeline => {
  const first = sampleMedia('1', { rate, dropFrame })
  const second = sampleMedia('2', { rate, dropFrame, audio: [6] })
  return sampleTimeline([
    sampleClip(first, 100, 151, { note: 'smile & wave' }),
    sampleClip(second, 0, 7),
    sampleClip(first, 1799, 1801),
  ])
}

/** The ranges as [start in source timecode, length, place], all in frames. */
const expected = (timeline: EditorTimeline) =>
  placeClips(timeline).map(({ clip, from, to }) => [clip.media.startFrame + clip.in, to - from, from])

const framesOf = ([value, rate]: readonly [number, number], grid: number): number => Math.round((value * grid) / rate)

/** Start, length and offset of the clips of an FCPXML in frames; fails where one is no whole number of them. */
const exactly = (text: string, { num, den }: { readonly num: number; readonly den: number }) => {
  const frames = (time: string): number => {
    const [numerator = 0n, denominator = 1n] = time.replace('s', '').split('/').map(BigInt)
    const scaled = numerator * BigInt(num)
    if (scaled % (denominator * BigInt(den)) !== 0n) throw new Error(`${time} is between frames`)
    return Number(scaled / (denominator * BigInt(den)))
  }
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'asset-clip' })
  const { spine } = parser.parse(text).fcpxml.library.event.project.sequence
  return spine['asset-clip'].map((clip: Record<string, string>) =>
    ['@_start', '@_duration', '@_offset'].map((name) => frames(clip[name] ?? '')),
  )
}

describe.skipIf(!hasReaders)('read back by OpenTimelineIO', () => {
  it.each(cases)('$name: otio, fcpxml, xmeml and edl say the same ranges', { timeout: limitMs }, async (at) => {
    const timeline = timelineAt(at)
    const grid = decimal(at.rate)
    const otio = await readByOtio(textOf('otio', timeline), 'otio')
    expect(otio.clips.map((clip) => [clip.start[0], clip.duration[0], clip.record?.[0]])).toEqual(expected(timeline))
    expect(otio.clips.map(({ start, mediaStart }) => [start[1], mediaStart?.[0]])).toEqual(
      timeline.clips.map(({ media }) => [grid, media.startFrame]),
    )
    expect(otio.audio).toBe(1)
    for (const version of ['fcpxml-1.10', 'fcpxml-1.13'] as const) {
      const text = textOf(version, timeline)
      expect(exactly(text, at.rate)).toEqual(
        expected(timeline).map(([start, length, from = 0]) => [start, length, timeline.startFrame + from]),
      )
      // The adapter counts in floats and cuts them off: at fractional rates a frame is lost.
      const { clips } = await readByOtio(text, 'fcpxml')
      const slack = at.rate.den === 1 ? 0 : 1
      const lengths = clips.map(({ duration }) => framesOf(duration, grid))
      expect(
        lengths.every(
          (length, index) => (timeline.clips[index]?.out ?? 0) - (timeline.clips[index]?.in ?? 0) - length <= slack,
        ),
      ).toBe(true)
      expect(clips.map(({ name }) => name)).toEqual(timeline.clips.map(({ name }) => name))
    }
    const xml = await readByOtio(textOf('xmeml', timeline), 'xml')
    expect(
      xml.clips.map(({ duration, record }) => [framesOf(duration, grid), framesOf(record ?? [0, 1], grid)]),
    ).toEqual(expected(timeline).map(([, length, from]) => [length, from]))
    expect(xml.audio).toBe(6)
    const edl = await readByOtio(textOf('edl', timeline), 'edl', `${at.rate.num}/${at.rate.den}`)
    expect(edl.clips.map(({ start, duration }) => [Math.round(start[0]), Math.round(duration[0])])).toEqual(
      expected(timeline).map(([start, length]) => [start, length]),
    )
  })

  it('ale', { timeout: limitMs }, async () => {
    const timeline = sampleTimeline([sampleClip(sampleMedia('1'), 100, 151, { note: 'smile' })], {
      arrangement: 'clips',
    })
    const { clips } = await readByOtio(textOf('ale', timeline), 'ale')
    expect(clips.map(({ name, start, duration }) => [name, start, duration])).toEqual([
      ['1.mov', [900_100, 25], [51, 25]],
    ])
  })

  it('keeps every name', { timeout: limitMs }, async () => {
    const timeline = sampleTimeline(samplePaths.map((path, at) => sampleClip(sampleMedia(String(at), { path }), 0, 25)))
    const names = timeline.clips.map(({ name }) => name)
    const otio = await readByOtio(textOf('otio', timeline), 'otio')
    expect(otio.clips.map(({ name, url }) => [name, url])).toEqual(
      timeline.clips.map(({ name, media }) => [name, media.path]),
    )
    expect((await readByOtio(textOf('fcpxml-1.13', timeline), 'fcpxml')).clips.map(({ name }) => name)).toEqual(names)
    const xml = await readByOtio(textOf('xmeml', timeline), 'xml')
    expect(xml.clips.map(({ name }) => name)).toEqual(names)
    expect((await readByOtio(textOf('edl', timeline), 'edl', '25/1')).clips.map(({ name }) => name)).toEqual(names)
  })

  it('lays films of several rates on the grid of the sequence', { timeout: limitMs }, async () => {
    const fast = sampleMedia('1', { rate: sampleRates['59.94'] })
    const film = sampleMedia('2', { rate: sampleRates['23.976'] })
    const timeline = sampleTimeline([sampleClip(fast, 60, 181), sampleClip(film, 24, 49), sampleClip(fast, 0, 60)], {
      rate: sampleRates['25'],
    })
    const lengths = placeClips(timeline).map(({ from, to }) => [to - from, from])
    expect(lengths).toEqual([
      [50, 0],
      [26, 50],
      [25, 76],
    ])
    const { clips } = await readByOtio(textOf('xmeml', timeline), 'xml')
    expect(clips.map(({ duration, record }) => [framesOf(duration, 25), framesOf(record ?? [0, 1], 25)])).toEqual(
      lengths,
    )
    const text = textOf('fcpxml-1.10', timeline)
    expect(
      [...text.matchAll(/ offset="(\w+)\/?(\w*)" .*? duration="(\w+)\/?(\w*)"/g)].map(([, ...parts]) =>
        parts.join('/'),
      ),
    ).toEqual(['3600s//2s/', '3602s//26/25s', '90076/25s/1s/'])
    expect(text.match(/<conform-rate scaleEnabled="0" srcFrameRate="(59.94|23.98)"\/>/g)).toHaveLength(3)
    const otio = await readByOtio(textOf('otio', timeline), 'otio')
    expect(otio.clips.map(({ start, duration }) => [start, duration[0]])).toEqual([
      [[60 * 36_000 + 60, 60_000 / 1001], 121],
      [[24 * 36_000 + 24, 24_000 / 1001], 25],
      [[60 * 36_000, 60_000 / 1001], 60],
    ])
    expect(writeTimeline('edl', timeline).report.map(({ code }) => code)).toEqual(['rates_mixed', 'rates_converted'])
  })
})

describe.skipIf(!hasReaders)('read back by pycmx', () => {
  it.each(cases)('$name', { timeout: limitMs }, async (at) => {
    const timeline = timelineAt(at)
    const { title, events } = await readByPycmx(textOf('edl', timeline))
    const label = (frame: number): string => timecodeLabel(frame, at.rate, at.dropFrame)
    expect(title).toBe('Selects & more')
    expect(events.map((event) => [event.in, event.out, event.recordIn, event.recordOut])).toEqual(
      placeClips(timeline).map(({ clip: { media, in: start }, from, to }) =>
        [
          media.startFrame + start,
          media.startFrame + start + to - from,
          timeline.startFrame + from,
          timeline.startFrame + to,
        ].map(label),
      ),
    )
    expect(events.map(({ source, video, audio, name, file }) => [source, video, audio, name, file])).toEqual([
      ['REEL1', true, [1, 2], '1.mov', '1.mov'],
      ['REEL2', true, [1, 2, 3, 4], '2.mov', '2.mov'],
      ['REEL1', true, [1, 2], '1.mov', '1.mov'],
    ])
  })

  it('splits what is longer than 999 events, and gives each reel a name of eight characters of its own', {
    timeout: limitMs,
  }, async () => {
    const media = ['Räder am Morgen 1', 'Räder am Morgen 2', '電車'].map((reel, at) =>
      sampleMedia(String(at), { reel }),
    )
    const clips = Array.from({ length: 1001 }, (_, at) => sampleClip(media[at % 3] ?? sampleMedia('x'), at, at + 1))
    const { files, report } = writeTimeline('edl', sampleTimeline(clips))
    expect(files.map(({ suffix }) => suffix)).toEqual(['', '-2'])
    const [first, second] = await Promise.all(files.map(({ text }) => readByPycmx(text)))
    expect([first?.events.length, second?.events.length]).toEqual([999, 2])
    const sources = new Set(first?.events.map(({ source }) => source))
    expect(sources.size).toBe(3)
    expect([...sources].every((source) => /^\w{1,8}$/.test(source))).toBe(true)
    expect(report.map(({ code }) => code)).toEqual(['split', 'reels_shortened'])
  })
})

describe('FCPXML by Apple’s grammars', () => {
  it.skipIf(!hasReaders || editorFile('dtd') === null).each(['1.10', '1.13'] as const)(
    '%s is valid',
    { timeout: limitMs },
    async (version) => {
      const dtd = editorFile(`dtd/FCPXMLv${version.replace('.', '_')}.dtd`) ?? ''
      const mixed = [
        ...timelineAt({ name: '', rate: sampleRates['29.97'], dropFrame: true }).clips,
        sampleClip(sampleMedia('3', { rate: sampleRates['50'], audio: [] }), 5, 20, {
          note: 'ü "<',
          tags: ['a, b', 'c'],
          flag: 'reject',
          people: ['Anna Ö'],
        }),
      ]
      for (const arrangement of ['sequence', 'clips'] as const) {
        for (const clips of [mixed, []]) {
          const text = textOf(`fcpxml-${version}`, sampleTimeline(clips, { arrangement }))
          expect(await faultsByDtd(text, dtd)).toEqual([])
        }
      }
    },
  )
})

describe('xmeml by fast-xml-parser', () => {
  const parser = new XMLParser({
    ignoreAttributes: false,
    isArray: (name) => ['clipitem', 'track', 'link'].includes(name),
  })

  it('gives every audio channel a clip of its own, linked, and names each file once', () => {
    const text = textOf('xmeml', timelineAt({ name: '', rate: sampleRates['29.97'], dropFrame: true }))
    expect(XMLValidator.validate(text)).toBe(true)
    const { sequence } = parser.parse(text).xmeml
    expect(sequence.rate).toEqual({ timebase: 30, ntsc: 'TRUE' })
    expect(sequence.timecode).toMatchObject({ string: '01:00:03;18', frame: 108_000, displayformat: 'DF' })
    const [video] = sequence.media.video.track
    expect(
      video.clipitem.map((clip: Record<string, unknown>) => [clip['start'], clip['end'], clip['in'], clip['out']]),
    ).toEqual([
      [0, 51, 100, 151],
      [51, 58, 0, 7],
      [58, 60, 1799, 1801],
    ])
    expect(video.clipitem.map((clip: { link: unknown[] }) => clip.link.length)).toEqual([3, 7, 3])
    expect(sequence.media.audio.track.map((track: { clipitem: unknown[] }) => track.clipitem.length)).toEqual([
      3, 3, 1, 1, 1, 1,
    ])
    const [file] = video.clipitem.map((clip: { file: unknown }) => clip.file)
    expect(file).toMatchObject({
      pathurl: 'file://localhost/Volumes/Archive/1.mov',
      timecode: { frame: 1_080_000, displayformat: 'DF', reel: { name: 'REEL1' } },
    })
    expect(video.clipitem[2].file).toEqual({ '@_id': 'file-1' })
    expect(text).not.toMatch(/<format\s*\/>/)
  })
})

describe('all formats', () => {
  it.each(Object.keys(timelineFormats) as TimelineFormat[])(
    '%s writes an empty timeline, both ways, and says what it lost',
    (format) => {
      const media = sampleMedia('1')
      for (const arrangement of ['sequence', 'clips'] as const) {
        expect(() => writeTimeline(format, sampleTimeline([], { arrangement }))).not.toThrow()
        const marks = { rating: 4, flag: 'pick', label: 'red', people: ['Anna'] } as const
        const full = sampleTimeline([sampleClip(media, 0, 25, { note: 'x', tags: ['y'], ...marks })], { arrangement })
        const { files, report } = writeTimeline(format, full)
        expect(files.length).toBeGreaterThan(0)
        const carries: readonly string[] = timelineFormats[format].carries
        const lost = ['note', 'tags', 'rating', 'flag', 'label', 'people', 'timecode', 'audio'].filter(
          (what) => !carries.includes(what),
        )
        expect(report.map(({ code }) => code).filter((code) => code !== 'no_words')).toEqual(
          lost.map((what) => `no_${what}`),
        )
      }
    },
  )

  it('carries ratings, picks, labels and people as what each format knows', () => {
    const marks = { rating: 4, flag: 'pick', label: 'orange', people: ['Anna', 'Ö'], tags: ['rain'] } as const
    const timeline = sampleTimeline([sampleClip(sampleMedia('1'), 100, 150, marks)])
    expect(textOf('fcpxml-1.13', timeline)).toContain('value="favorite"')
    expect(textOf('fcpxml-1.13', timeline)).toContain('value="rain, Anna, Ö"')
    const xml = textOf('xmeml', timeline)
    for (const part of [
      '<good>TRUE</good>',
      '<label2>Mango</label2>',
      '<mastercomment2>rain<',
      '<mastercomment3>Anna, Ö<',
      'Rating: 4',
    ])
      expect(xml).toContain(part)
    expect(textOf('edl', timeline)).toContain('* LOC: 01:00:00:00 YELLOW  1.mov')
    expect(textOf('markers-edl', timeline)).toContain('|C:ResolveColorSand |')
    const [clip] = JSON.parse(textOf('otio', timeline)).tracks.children[0].children
    expect(clip.metadata.goodclips).toMatchObject(marks)
    expect(clip.markers[0].color).toBe('ORANGE')
    expect(textOf('csv', timeline)).toContain(',rain,4,pick,orange,Anna; Ö\r\n')
    expect(textOf('ale', timeline)).toContain('\train\t4\tpick\torange\tAnna, Ö\r\n')
    expect(JSON.parse(textOf('json', timeline)).clips[0]).toMatchObject(marks)
  })

  it('puts words where their range lies in the sequence', () => {
    const media = sampleMedia('1')
    const words = [{ startSeconds: 0.5, endSeconds: 3, text: 'Hello' }]
    const timeline = sampleTimeline([sampleClip(media, 0, 50, { words }), sampleClip(media, 100, 125, { words })])
    expect(textOf('srt', timeline)).toBe(
      '1\r\n00:00:00,500 --> 00:00:02,000\r\nHello\r\n\r\n2\r\n00:00:02,500 --> 00:00:03,000\r\nHello\r\n',
    )
    const { files } = writeTimeline('vtt', { ...timeline, arrangement: 'clips' })
    expect(files.map(({ text }) => text)).toEqual([
      'WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nHello\n',
      'WEBVTT\n\n00:00:00.500 --> 00:00:01.000\nHello\n',
    ])
  })
})

it('rescales exactly, without drift over a day', () => {
  const ntsc = sampleRates['29.97']
  const day = 30 * 86_400
  expect(rescale(day, ntsc, { num: 60_000, den: 1001 })).toBe(day * 2)
  expect(rescale(1001, { num: 24, den: 1 }, sampleRates['23.976'])).toBe(1000)
  expect(rescale(1, { num: 25, den: 1 }, { num: 50, den: 1 })).toBe(2)
})
