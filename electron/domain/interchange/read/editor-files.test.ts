import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { frameOfLabel, type Rational, type TimelineFormat } from '../../../contract/index.ts'
import { editorFile, hasReaders, readByOtio } from '../fixtures/foreign-readers.ts'
import { sampleClip, sampleMedia, sampleTimeline } from '../fixtures/sample-timeline.ts'
import { writeTimeline } from '../formats.ts'
import type { EditorTimeline, TimelineMedia } from '../timeline.ts'
import { nearestFrame } from './exact-time.ts'
import type { RangeList, ReadClip } from './read-list.ts'
import { readTimeline } from './read-timeline.ts'

const read = (name: string) => readTimeline(readFileSync(editorFile(name) ?? '', 'utf8'))

/** Ranges that are read of each file, and what else is said to be in it: what a change of the readers must not lose. */
const files = [
  ['edl/25fps.edl', 'edl', 4, []],
  ['edl/avid_example.edl', 'edl', 2, []],
  ['edl/gap_test.edl', 'edl', 3, []],
  ['edl/multi_audio.edl', 'edl', 0, ['sound_only']],
  ['edl/nucoda_example.edl', 'edl', 2, []],
  ['edl/premiere_example.edl', 'edl', 2, []],
  ['edl/screening_example.edl', 'edl', 9, []],
  ['edl/timecode_mismatch.edl', 'edl', 20, []],
  ['fcpxml/23.98.fcpxml', 'fcpxml-1.13', 10, ['speed']],
  ['fcpxml/24With25Media.fcpxml', 'fcpxml-1.13', 2, []],
  ['fcpxml/25i.fcpxml', 'fcpxml-1.13', 12, ['speed']],
  ['fcpxml/29.97.fcpxml', 'fcpxml-1.13', 12, ['speed']],
  ['fcpxml/29.97d.fcpxml', 'fcpxml-1.13', 12, ['speed']],
  ['fcpxml/59.94.fcpxml', 'fcpxml-1.13', 22, ['speed']],
  ['fcpxml/AudioOnly.fcpxml', 'fcpxml-1.13', 0, ['sound_only']],
  ['fcpxml/BasicMarkers.fcpxml', 'fcpxml-1.13', 0, ['generated']],
  ['fcpxml/CaptionSample.fcpxml', 'fcpxml-1.13', 1, []],
  ['fcpxml/ClipMetadata.fcpxml', 'fcpxml-1.13', 1, ['generated']],
  ['fcpxml/CutSample.fcpxml', 'fcpxml-1.13', 4, ['sound_only']],
  ['fcpxml/Keywords.fcpxml', 'fcpxml-1.13', 6, []],
  ['fcpxml/RolesList.fcpxml', 'fcpxml-1.13', 0, ['generated']],
  ['fcpxml/StandaloneAssetClip.fcpxml', 'fcpxml-1.13', 1, []],
  ['fcpxml/TwoClipsMarkers.fcpxml', 'fcpxml-1.13', 0, ['generated']],
  ['otio/clip_example.otio', 'otio', 1, []],
  ['otio/multitrack.otio', 'otio', 5, []],
  ['otio/premiere_example.otio', 'otio', 6, ['generated', 'sound_only']],
  ['otio/screening_example.otio', 'otio', 9, []],
  ['otio/simple_cut.otio', 'otio', 4, []],
  ['xmeml/hiero_xml_export.xml', 'xmeml', 2, ['speed']],
  ['xmeml/premiere_enable_property.xml', 'xmeml', 3, ['disabled']],
  ['xmeml/premiere_example.xml', 'xmeml', 9, ['sound_only']],
  ['xmeml/sample_just_track.xml', 'xmeml', 0, []],
] as const satisfies readonly (readonly [string, TimelineFormat, number, readonly string[]])[]

const rateOf = (clip: ReadClip, fallback: Rational): Rational => clip.span.counting?.rate ?? fallback

/** First and last frame of a range in source timecode, or in the file where it has none. */
const framesOf = (clip: ReadClip, fallback: Rational): readonly [number, number] => {
  const { labels, timecode, offset } = clip.span
  if (labels !== null)
    return [
      frameOfLabel(labels.start, fallback, labels.dropFrame) ?? -1,
      frameOfLabel(labels.end, fallback, labels.dropFrame) ?? -1,
    ]
  const span = timecode ?? offset
  if (span === null) return [-1, -1]
  const rate = rateOf(clip, fallback)
  return [nearestFrame(span.start, rate), nearestFrame(span.end, rate)]
}

/** The ranges as a timeline of films that a library could have. */
const timelineOf = ({ name, clips }: RangeList, fallback: Rational): EditorTimeline => {
  const films = new Map<string, TimelineMedia>()
  const ranges = clips.map((clip) => {
    const rate = rateOf(clip, fallback)
    const key = `${clip.path ?? clip.fileName ?? clip.name} ${clip.reel}`
    const media =
      films.get(key) ??
      sampleMedia(String(films.size + 1), {
        rate,
        startFrame: 0,
        frames: 2 ** 24,
        path: clip.path ?? `/films/${clip.fileName ?? clip.name}`,
        reel: clip.reel ?? 'AX',
      })
    films.set(key, media)
    const [start, end] = framesOf(clip, fallback)
    return sampleClip(media, start, end, { name: clip.name, note: clip.note.replaceAll('\n', ' ') })
  })
  return sampleTimeline(ranges, { name, rate: ranges[0]?.media.rate ?? fallback })
}

describe.skipIf(editorFile('edl') === null)('files that editors wrote', () => {
  it.each(files)('%s', (name, format, count, codes) => {
    const { lists } = read(name)
    const [list] = lists
    if (list === undefined) {
      expect(count).toBe(0)
      return
    }
    expect(lists.length).toBe(1)
    expect(list.clips.length).toBe(count)
    expect(list.report.map(({ code }) => code).toSorted()).toEqual([...codes])
    // Exported again in the same format, they are the same events.
    const fallback = name.includes('25') || name.includes('mismatch') ? { num: 25, den: 1 } : { num: 24, den: 1 }
    const timeline = timelineOf(list, fallback)
    const again = writeTimeline(format, timeline).files.flatMap(({ text }) => readTimeline(text).lists)
    const grid = (clip: ReadClip) => [clip.name, ...framesOf(clip, fallback)]
    const mixed = new Set(timeline.clips.map(({ media }) => media.rate.num / media.rate.den)).size > 1
    if (!mixed) expect(again.flatMap(({ clips }) => clips.map(grid))).toEqual(list.clips.map(grid))
    else
      expect(again.flatMap(({ clips }) => clips.map((clip) => clip.name))).toEqual(list.clips.map((clip) => clip.name))
  })

  it.skipIf(!hasReaders).each([
    ['edl/screening_example.edl', 24],
    ['edl/25fps.edl', 25],
    ['edl/gap_test.edl', 24],
    ['edl/avid_example.edl', 24],
    ['otio/simple_cut.otio', 24],
    ['xmeml/hiero_xml_export.xml', 24],
  ])('%s says what OpenTimelineIO reads of it', async (name, fps) => {
    const text = readFileSync(editorFile(name) ?? '', 'utf8')
    const { clips } = await readByOtio(text, name.split('.').at(-1) ?? '', `${fps}/1`)
    const rate = { num: fps, den: 1 }
    const ours = readTimeline(text).lists.flatMap((list) => list.clips)
    const placeOf = (clip: ReadClip) => {
      const [start, end] = framesOf(clip, rate)
      return [start, end - start]
    }
    expect(ours.map((clip) => [clip.name, ...placeOf(clip)])).toEqual(
      clips.map(({ name: title, start, duration }) => [title, start[0], duration[0]]),
    )
  })

  it('reads what each of them says of its films', () => {
    const first = (name: string) => read(name).lists[0]?.clips[0]
    expect(first('xmeml/premiere_example.xml')).toMatchObject({ path: 'D:\\media\\sc01_sh010_anim.mov' })
    expect(first('edl/avid_example.edl')).toMatchObject({
      path: 'S:\\path\\to\\ZZ100_501.take_1.0001.exr',
      reel: 'ZZ100_50',
    })
    expect(first('fcpxml/25i.fcpxml')).toMatchObject({ fileName: 'Test Video (29.97 fps).mp4' })
    const conformed = first('fcpxml/24With25Media.fcpxml')
    expect(conformed?.span.offset?.start).toMatchObject({ num: 684n })
    expect(conformed?.note).toBe('asset notes in browser')
  })
})
