import { describe, expect, test } from 'vitest'
import { normaliseCues } from './normalise-cues.ts'
import { parseAss } from './parse-ass.ts'
import { parseSrt } from './parse-srt.ts'
import { parseVtt } from './parse-vtt.ts'

const placed = (parsed: ReturnType<typeof parseSrt>, syntax: 'srt' | 'vtt' | 'ass' = 'srt') =>
  normaliseCues(parsed.cues, syntax, { durationMs: 0 }).cues.map((cue) => [cue.startMs, cue.endMs, cue.text])

const rolling = `WEBVTT
Kind: captions

00:00:00.160 --> 00:00:03.429 align:start position:0%
 
Linus,<00:00:00.960><c> do</c><00:00:01.520><c> your</c><00:00:02.159><c> kids</c>

00:00:03.429 --> 00:00:03.439 align:start position:0%
Linus, do your kids
 

00:00:03.439 --> 00:00:05.749 align:start position:0%
Linus, do your kids
think<00:00:03.760><c> it</c><00:00:04.160><c> is</c><00:00:04.480><c> boring</c>

00:00:05.749 --> 00:00:05.759 align:start position:0%
think it is boring
 

00:00:05.759 --> 00:00:08.000 align:start position:0%
think it is boring
always
`
const once = [
  [160, 3429, 'Linus, do your kids'],
  [3439, 5749, 'think it is boring'],
  [5759, 8000, 'always'],
]

describe('captions that roll up', () => {
  test('of YouTube: each phrase once, when it is said', () => {
    expect(placed(parseVtt(rolling), 'vtt')).toEqual(once)
  })

  test('the same made into SRT', () => {
    const blocks = rolling.split('\n\n').slice(1)
    const srt = blocks
      .map((block, index) => {
        const [times = '', ...text] = block.replace(/<[^>]*>/g, '').split('\n')
        return `${index + 1}\n${times.replaceAll('.', ',').replace(/ align.*/, '')}\n${text.join('\n')}\n`
      })
      .join('\n')
    expect(placed(parseSrt(srt))).toEqual(once)
  })

  test('of television: lines grow, then move up', () => {
    const srt = [
      ['00:00:01,000 --> 00:00:01,500', '>> GOOD'],
      ['00:00:01,500 --> 00:00:02,000', '>> GOOD EVENING.'],
      ['00:00:02,000 --> 00:00:02,500', '>> GOOD EVENING.\nTHE'],
      ['00:00:02,500 --> 00:00:04,000', '>> GOOD EVENING.\nTHE NEWS.'],
      ['00:00:04,033 --> 00:00:06,000', 'THE NEWS.\nRAIN IS COMING.'],
    ]
      .map(([times, text], index) => `${index + 1}\n${times}\n${text}\n`)
      .join('\n')
    expect(placed(parseSrt(srt))).toEqual([
      [1000, 2000, '>> GOOD EVENING.'],
      [2000, 4000, 'THE NEWS.'],
      [4033, 6000, 'RAIN IS COMING.'],
    ])
  })

  test('a line that is said again by chance stays', () => {
    const srt = `1\n00:00:01,000 --> 00:00:02,000\nLa la la\n\n2\n00:00:02,000 --> 00:00:03,000\nLa la la\nand more\n\n3\n00:00:03,000 --> 00:00:04,000\nThe end\n`
    expect(placed(parseSrt(srt))).toEqual([
      [1000, 2000, 'La la la'],
      [2000, 3000, 'La la la\nand more'],
      [3000, 4000, 'The end'],
    ])
  })
})

describe('the same words again', () => {
  const at = (hundredths: number): string =>
    `0:00:${String(Math.floor(hundredths / 100)).padStart(2, '0')}.${String(hundredths % 100).padStart(2, '0')}`

  test('a sign set anew for every frame is one cue, also with other words between', () => {
    const lines = Array.from(
      { length: 75 },
      (_, frame) => `Dialogue: 5,${at(500 + frame * 4)},${at(504 + frame * 4)},sign,,0,0,0,,{\\pos(${frame},9)}POLICE`,
    )
    const file = `[Events]\n${lines.slice(0, 40).join('\n')}\nDialogue: 0,${at(550)},${at(650)},D,,0,0,0,,Stop!\n${lines.slice(40).join('\n')}\n`
    expect(placed(parseAss(file), 'ass')).toEqual([
      [5000, 8000, 'POLICE'],
      [5500, 6500, 'Stop!'],
    ])
  })

  test('shown again later, it is another cue', () => {
    const srt = `1\n00:00:01,000 --> 00:00:02,000\nNo!\n\n2\n00:00:02,500 --> 00:00:03,000\nNo!\n`
    expect(placed(parseSrt(srt))).toHaveLength(2)
  })
})
