import { describe, expect, test } from 'vitest'
import { parseVobSubIndex } from './parse-vobsub-index.ts'

const index = [
  '# VobSub index file, v7 (do not modify this line!)',
  'size: 720x576',
  'palette: 000000, ffffff',
  'langidx: 0',
  'id: en, index: 0',
  '# alt: not this one',
  'alt: English for the deaf',
  'timestamp: 00:00:01:101, filepos: 000000000',
  'timestamp: 00:00:08:708, filepos: 00000a000',
  'id: iw, index: 1',
  'id: --, index: 2',
  'timestamp: 00:01:00:000, filepos: 00001f800',
].join('\r\n')

describe('VobSub indexes', () => {
  test('tell their languages, and where the pictures of each are', () => {
    expect(parseVobSubIndex(index)).toEqual([
      { stream: 0, language: 'en', title: 'English for the deaf', cues: 2 },
      { stream: 2, language: null, title: null, cues: 1 },
    ])
  })

  test('without a line for its language there is one', () => {
    const bare = '# VobSub index file, v6\ntimestamp: 00:00:01:101, filepos: 000000000\n'
    expect(parseVobSubIndex(bare)).toEqual([{ stream: 0, language: null, title: null, cues: 1 }])
    expect(parseVobSubIndex('# VobSub index file, v6\n')).toEqual([])
  })

  test('other text is none', () => {
    for (const text of ['', '1\n00:00:01,000 --> 00:00:02,000\nHello\n', 'id: en, index: 0']) {
      expect(parseVobSubIndex(text)).toBeNull()
    }
  })

  test('whatever is damaged, what is read makes sense', () => {
    for (let at = 0; at < index.length; at++) {
      // Something else in the place of up to sixty characters.
      const broken = `${index.slice(0, at)}${String.fromCharCode((at * 37) % 300)}${index.slice(at + ((at * 11) % 60))}`
      for (const { stream, cues } of parseVobSubIndex(broken) ?? []) {
        expect(stream).toBeLessThan(4)
        expect(cues).toBeGreaterThan(0)
      }
    }
  })
})
