import { describe, expect, it } from 'vitest'
import type { TimelineFormat } from '../../../contract/index.ts'
import { sampleClip, sampleMedia, samplePaths, sampleRates, sampleTimeline } from '../fixtures/sample-timeline.ts'
import { writeTimeline } from '../formats.ts'
import type { EditorTimeline, TimelineMedia } from '../timeline.ts'
import { readTimeline } from './read-timeline.ts'
import { chooseFilm, type LinkableFilm, likelyRate } from './relink.ts'

const formats = [
  'fcpxml-1.10',
  'fcpxml-1.13',
  'xmeml',
  'edl',
  'otio',
  'csv',
  'ale',
  'json',
] as const satisfies readonly TimelineFormat[]

const filmOf = (media: TimelineMedia): LinkableFilm => ({
  videoId: `v${media.id}`,
  media,
  paths: [media.path],
  hasTimecode: media.startFrame > 0,
  variableRate: false,
})

/** Film, in and out of every range of a list, linked among the films of a timeline. */
const readBack = (format: TimelineFormat, timeline: EditorTimeline) => {
  const films = [...new Map(timeline.clips.map(({ media }) => [media.id, filmOf(media)])).values()]
  const { files } = writeTimeline(format, timeline)
  return files.flatMap(({ text }) => {
    const { lists } = readTimeline(text)
    return lists.flatMap(({ clips, rate }) => {
      const byFile = clips.map((clip) => ({
        clip,
        candidates: films.filter(({ media }) => media.name === (clip.fileName ?? clip.name)),
      }))
      const counted =
        rate ??
        likelyRate(
          byFile.flatMap(({ clip, candidates }) =>
            clip.span.labels === null ? [] : [{ span: clip.span.labels, film: candidates[0] }],
          ),
        )
      return byFile.map(({ clip, candidates }) => {
        const found = chooseFilm(clip, candidates, counted)
        if (!('film' in found)) return [clip.name, found.code]
        const { film, span } = found
        return span.kind === 'times' ? [film.media.id, 'times'] : [film.media.id, span.start, span.end, clip.note]
      })
    })
  })
}

const expected = ({ clips }: EditorTimeline) =>
  clips.map(({ media, in: start, out, note }) => [media.id, start, out, note])

const cases = Object.entries(sampleRates).flatMap(([name, rate]) => [
  { name, rate, dropFrame: false },
  ...(name === '29.97' || name === '59.94' ? [{ name: `${name} DF`, rate, dropFrame: true }] : []),
])

describe.each(formats)('%s', (format) => {
  it.each(cases)('brings the same ranges back at $name', ({ rate, dropFrame }) => {
    // From a minute before midnight's hour on, so that dropped labels are crossed, and from 0.
    const hour = Math.round(rate.num / rate.den) * 3600 * 9 + 1799
    const first = sampleMedia('1', { rate, dropFrame, startFrame: hour })
    const second = sampleMedia('2', { rate, dropFrame, audio: [6], startFrame: 0 })
    const timeline = sampleTimeline([
      sampleClip(first, 100, 151, { note: 'smile & wave <3' }),
      sampleClip(second, 0, 7),
      sampleClip(first, 1799, 1801),
      sampleClip(first, 100, 151),
      sampleClip(second, second.frames - 1, second.frames),
    ])
    expect(readBack(format, timeline)).toEqual(expected(timeline))
  })

  it.each(cases)('brings clips back at $name', ({ rate, dropFrame }) => {
    const media = sampleMedia('1', { rate, dropFrame })
    const timeline = sampleTimeline([sampleClip(media, 100, 151, { note: 'smile' }), sampleClip(media, 3, 1801)], {
      arrangement: 'clips',
    })
    expect(readBack(format, timeline)).toEqual(expected(timeline))
  })

  it('finds films by every name', () => {
    const timeline = sampleTimeline(
      samplePaths.map((path, at) => sampleClip(sampleMedia(String(at), { path, reel: `R${at}` }), at, at + 25)),
    )
    expect(readBack(format, timeline)).toEqual(expected(timeline))
    const { files } = writeTimeline(format, timeline)
    const clips = files.flatMap(({ text }) => readTimeline(text).lists.flatMap((list) => list.clips))
    if (format !== 'edl') expect(clips.map(({ path }) => path)).toEqual(samplePaths)
  })

  it('keeps the ranges of films at other rates than that of the sequence, to within rounding', () => {
    const fast = sampleMedia('1', { rate: sampleRates['59.94'] })
    const film = sampleMedia('2', { rate: sampleRates['23.976'] })
    const timeline = sampleTimeline([sampleClip(fast, 60, 181), sampleClip(film, 24, 49), sampleClip(film, 0, 2000)], {
      rate: sampleRates['23.976'],
    })
    // Frames of the slower rate, in frames of the faster one.
    const slack = ['csv', 'json', 'ale', 'otio'].includes(format) ? 0 : 2
    const found = readBack(format, timeline)
    expect(found.map(([id]) => id)).toEqual(format === 'ale' ? ['1', '2', '2'] : ['1', '2', '2'])
    for (const [at, [, start, end]] of expected(timeline).entries()) {
      expect(Math.abs(Number(found[at]?.[1]) - Number(start))).toBeLessThanOrEqual(slack)
      expect(Math.abs(Number(found[at]?.[2]) - Number(end))).toBeLessThanOrEqual(slack)
    }
  })
})
