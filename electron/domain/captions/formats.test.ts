import { describe, expect, test } from 'vitest'
import { parseFrameCues } from './parse-frame-cues.ts'
import { parseBracketTimed, parseCommaTimed, parseLrc, parseTranscript } from './parse-line-cues.ts'
import { parseScc } from './parse-scc.ts'

const cue = (startMs: number, endMs: number, text: string) => ({ startMs, endMs, text })

describe('MicroDVD and MPL2', () => {
  test('frames of the film, lines, controls', () => {
    const parsed = parseFrameCues('{25}{50}{y:i}Hello|there\n{75}{100}Bye\n{x}{2}?\n')
    expect(parsed).toEqual({ cues: [cue(1000, 2000, 'Hello\nthere'), cue(3000, 4000, 'Bye')], skipped: 1 })
  })
  test('a declared rate', () => {
    expect(parseFrameCues('{1}{1}23.976\n{24}{48}Hello\n').cues).toEqual([cue(1001, 2002, 'Hello')])
  })
  test('tenths of a second', () => {
    expect(parseFrameCues('[10][20]/Hello|there\n').cues).toEqual([cue(1000, 2000, 'Hello\nthere')])
  })
})

describe('lines with times', () => {
  test('SBV', () => {
    expect(parseCommaTimed('0:00:01.000,0:00:02.500\nOne\ntwo\n\n0:00:03.000,0:00:04.000\nThree\n').cues).toMatchObject(
      [cue(1000, 2500, 'One\ntwo\n'), { startMs: 3000 }],
    )
  })
  test('SubViewer, both versions', () => {
    const second = '[INFORMATION]\n[TITLE]x\n[END INFORMATION]\n[SUBTITLE]\n00:00:01.50,00:00:02.00\nOne[br]two\n'
    expect(parseCommaTimed(second).cues).toEqual([cue(1500, 2000, 'One\ntwo\n')])
    expect(parseBracketTimed('[00:00:01]\nOne|two\n[00:00:03]\n\n[00:00:05]\nThree\n[00:00:06]\n').cues).toEqual([
      cue(1000, 3000, 'One\ntwo'),
      cue(5000, 6000, 'Three'),
    ])
  })
  test('lyrics', () => {
    const text =
      '[ar:Someone]\n[offset:+100]\n[00:01.10][00:09.10]Again\n[00:03.10]<00:03.10>Now <00:04.00>words\n[00:05.10]\n'
    expect(parseLrc(text).cues).toEqual([
      cue(1000, 3000, 'Again'),
      cue(3000, 5000, 'Now words'),
      cue(9000, 9000, 'Again'),
    ])
  })
  test('transcripts', () => {
    expect(parseTranscript('0:05\nfirst words\n1:02:03\nlater\n').cues).toEqual([
      cue(5000, 15_000, '\nfirst words'),
      cue(3_723_000, 3_723_000, '\nlater\n'),
    ])
    expect(parseTranscript('00:00:01:One|two\n00:00:04:\n').cues[0]).toMatchObject(cue(1000, 4000, 'One\ntwo'))
    for (const text of ['no times at all', '10:30 we met\nand at 9:15 we left\n9:10 is early', ''])
      expect(parseTranscript(text).cues).toEqual([])
  })
})

describe('SCC', () => {
  // With odd parity, as files have it. Pop-on: load, row 15, text, show; erase.
  const hex = (text: string): string => {
    const odd = (byte: number): number => {
      let ones = 0
      for (let bit = byte; bit > 0; bit >>= 1) ones += bit & 1
      return ones % 2 === 0 ? byte | 0x80 : byte
    }
    const codes = [...text].map((letter) => odd(letter.charCodeAt(0)))
    if (codes.length % 2 === 1) codes.push(0x80)
    const pairs: string[] = []
    for (let at = 0; at < codes.length; at += 2) {
      pairs.push([codes[at], codes[at + 1]].map((code) => (code ?? 0).toString(16).padStart(2, '0')).join(''))
    }
    return pairs.join(' ')
  }

  test('pop-on captions: shown from their end-of-caption to the next erasing', () => {
    const file = `Scenarist_SCC V1.0\n\n00:00:01:00\t9420 9420 94ae 94ae 1340 1340 ${hex('Hello')} 9470 9470 ${hex('there')} 942f 942f\n\n00:00:05:00\t942c 942c\n`
    const { cues } = parseScc(file)
    expect(cues).toHaveLength(1)
    expect(cues[0]?.text).toBe('Hello\nthere')
    expect(cues[0]?.startMs).toBeGreaterThan(1300)
    expect(cues[0]?.startMs).toBeLessThan(1800)
    expect(cues[0]?.endMs).toBe(5000)
  })
  test('roll-up captions: each line once, while it is written', () => {
    const line = (at: string, text: string): string => `${at}\t9425 9425 94ad 94ad 9470 9470 ${hex(text)}`
    const { cues } = parseScc(
      `Scenarist_SCC V1.0\n\n${line('00:00:01:00', 'FIRST LINE')}\n\n${line('00:00:03:00', 'SECOND LINE')}\n\n00:00:06:00\t942c 942c\n`,
    )
    expect(cues.map(({ text }) => text)).toEqual(['FIRST LINE', 'SECOND LINE'])
    expect(cues[0]?.endMs).toBeLessThan(3200)
  })
  test('signs of two bytes and what cannot be read', () => {
    const parsed = parseScc(
      `Scenarist_SCC V1.0\n\n00:00:01:00\t9420 9470 9137 9137 ${hex(' caf')} dc80 942f\n\nxx:00:01:00\t9420 9420 9420 942f\n`,
    )
    expect(parsed.cues.map(({ text }) => text)).toEqual(['♪ café'])
    expect(parsed.skipped).toBe(1)
  })
})
