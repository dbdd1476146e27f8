import { describe, expect, it } from 'vitest'
import { meanVector, passagesOf } from './passages.ts'

const cue = (startMs: number, endMs: number, text: string, box?: readonly number[]) => ({
  startMs,
  endMs,
  text,
  ...(box === undefined ? {} : { box }),
})
const texts = (cues: Parameters<typeof passagesOf>[0]) => passagesOf(cues).map(({ text }) => text)

describe('passages of a scene', () => {
  it('are its sentences, wherever captions part them, and some of them together, overlapping', () => {
    expect(
      passagesOf([
        cue(0, 900, 'The red door'),
        cue(1_000, 1_900, 'opens slowly.'),
        cue(2_000, 2_900, 'Rain falls.'),
        cue(3_000, 3_900, 'Nobody comes.'),
        cue(4_000, 4_900, 'A bell rings.'),
      ]),
    ).toEqual([
      { startMs: 0, endMs: 1_900, text: 'The red door opens slowly.' },
      { startMs: 2_000, endMs: 2_900, text: 'Rain falls.' },
      { startMs: 3_000, endMs: 3_900, text: 'Nobody comes.' },
      { startMs: 4_000, endMs: 4_900, text: 'A bell rings.' },
      { startMs: 0, endMs: 3_900, text: 'The red door opens slowly. Rain falls. Nobody comes.' },
      { startMs: 3_000, endMs: 4_900, text: 'Nobody comes. A bell rings.' },
    ])
    expect(texts([cue(0, 900, 'One sentence.')])).toEqual(['One sentence.'])
  })

  it('end at pauses and where they become long, though no mark ends them', () => {
    expect(texts([cue(0, 900, 'first half'), cue(1_000, 1_900, 'of one'), cue(4_000, 4_900, 'another')])).toEqual([
      'first half of one',
      'another',
      'first half of one another',
    ])
    const long = Array.from({ length: 9 }, (_, at) =>
      cue(at * 1_000, at * 1_000 + 900, `${at} words that never come to end`),
    )
    expect(passagesOf(long).filter(({ endMs, startMs }) => endMs - startMs < 5_000)).toHaveLength(3)
  })

  it('keep text on screen apart, say rolling lines once, and leave out what has no meaning', () => {
    const box = [0, 0, 1, 1]
    expect(texts([cue(0, 900, 'Chapter one', box), cue(900, 1_800, '8', box), cue(1_000, 1_900, '合月', box)])).toEqual(
      ['Chapter one', '合月', 'Chapter one 合月'],
    )
    expect(texts([cue(0, 1, '- Who is  there?\n- Only me.'), cue(1, 2, '- Only me.\nCome in.')])).toEqual([
      '- Who is there? - Only me.',
      'Come in.',
      '- Who is there? - Only me. Come in.',
    ])
    expect(texts([cue(0, 900, 'M'), cue(0, 900, ' \n ')])).toEqual([])
  })
})

describe('the mean of vectors', () => {
  it('has unit length; one vector stays as it is, and those that cancel out are the first', () => {
    expect(meanVector([])).toBeNull()
    const one = Float32Array.of(0.6, 0.8)
    expect(meanVector([one])).toBe(one)
    expect(meanVector([Float32Array.of(1, 0), Float32Array.of(0, 1)])).toEqual(
      Float32Array.of(Math.SQRT1_2, Math.SQRT1_2),
    )
    expect(meanVector([one, Float32Array.of(-0.6, -0.8)])).toBe(one)
  })
})
