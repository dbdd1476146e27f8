import { describe, expect, it } from 'vitest'
import { changeMark, renameTagsOf } from './change-mark.ts'
import { emptyMark, type FrameMark, marksByScene } from './scene-marks.ts'

const scene = (startFrame: number, endFrame: number) => ({ startFrame, endFrame })
const mark = (startFrame: number, endFrame: number, values: Partial<FrameMark>): FrameMark => ({
  ...emptyMark,
  startFrame,
  endFrame,
  kind: 'scene',
  ...values,
})

describe('the mark of a scene', () => {
  it('is that of its very frames', () => {
    const marks = [mark(0, 50, { rating: 5 }), mark(0, 100, { rating: 2, note: 'whole' })]
    expect(marksByScene([scene(0, 100)], marks)).toEqual([{ ...emptyMark, rating: 2, note: 'whole' }])
  })
  it('goes to both halves of a scene that is split, and to the scene that two are merged to', () => {
    const whole = [mark(0, 100, { rating: 4, tags: ['sea'] })]
    expect(marksByScene([scene(0, 30), scene(30, 100)], whole)).toMatchObject([
      { rating: 4, tags: ['sea'] },
      { rating: 4, tags: ['sea'] },
    ])
    const halves = [mark(0, 30, { rating: 4, tags: ['sea'] }), mark(30, 100, { label: 'red', tags: ['Sea', 'boat'] })]
    expect(marksByScene([scene(0, 100)], halves)).toMatchObject([{ rating: 4, label: 'red', tags: ['boat', 'Sea'] }])
  })
  it('is not that of a neighbour which shares a few frames', () => {
    expect(marksByScene([scene(0, 52), scene(52, 100)], [mark(50, 100, { rating: 4 })])).toMatchObject([
      null,
      { rating: 4 },
    ])
  })
  it('says what was said of its very frames, even that there is nothing', () => {
    const marks = [mark(0, 30, {}), mark(0, 100, { rating: 4 })]
    expect(marksByScene([scene(0, 30), scene(30, 100)], marks)).toMatchObject([null, { rating: 4 }])
  })
  it('has the tags of ranges inside of it', () => {
    const marks = [mark(0, 100, { rating: 1 }), mark(10, 20, { kind: 'range', tags: ['smile'], rating: 5 })]
    expect(marksByScene([scene(0, 100)], marks)).toMatchObject([{ rating: 1, tags: ['smile'] }])
  })
  it('is found where a long range began many scenes before', () => {
    const scenes = Array.from({ length: 50 }, (_, index) => scene(index * 10, index * 10 + 10))
    const found = marksByScene(scenes, [mark(0, 500, { kind: 'range', flag: 'pick' }), mark(10, 20, { rating: 3 })])
    expect(found.filter((each) => each?.flag === 'pick')).toHaveLength(49)
    expect(found[1]).toMatchObject({ rating: 3, flag: null })
  })
})

describe('a change of a mark', () => {
  it('leaves what it does not name, and takes away what is null', () => {
    const before = { ...emptyMark, rating: 3, tags: ['b', 'A'], note: 'n' }
    expect(changeMark(before, { label: 'blue', note: null })).toEqual({
      ...before,
      tags: ['A', 'b'],
      label: 'blue',
      note: null,
    })
    expect(changeMark(before, { addTags: ['a', 'c'], removeTags: ['B'] }).tags).toEqual(['A', 'c'])
    expect(changeMark(before, { note: '  ' }).note).toBeNull()
  })
  it('renames and merges tags', () => {
    const before = { ...emptyMark, tags: ['sea', 'Ocean', 'boat'] }
    expect(renameTagsOf(before, ['ocean', 'SEA'], 'Water').tags).toEqual(['boat', 'Water'])
    expect(renameTagsOf(before, ['lake'], 'Water')).toBe(before)
  })
})
