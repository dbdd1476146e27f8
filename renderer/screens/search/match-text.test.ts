import { describe, expect, it } from 'vitest'
import { searchHit } from '../../client/fixtures/fake-core.ts'
import { emptyQuery } from '../../stores/search/search-query.ts'
import { resultOfHit } from '../../stores/search/search-result.ts'
import type { Answered } from '../../stores/search/search-store.ts'
import { presetValues } from '../../stores/search/weights.ts'
import { matchText, widerTimes } from './match-text.ts'

const modality = (name: 'visual' | 'look' | 'soundTexture') => ({
  modality: name,
  spaceId: 's',
  model: 'm',
  weight: 0.5,
  gate: 1,
  best: 0.3,
  mean: 0.1,
  deviation: 0.05,
  scenes: 96,
})
const answered = (kind: 'match' | 'weak' | 'no_good_match', patch: Partial<Answered> = {}): Answered => ({
  query: { ...emptyQuery, words: 'red' },
  kind: 'semantic',
  results: [resultOfHit(searchHit('s1'))],
  total: kind === 'no_good_match' ? 0 : 3,
  candidates: 96,
  verdict: { kind, message: '', suggestions: [], modalities: [modality('visual')] },
  notices: [],
  halves: null,
  videos: [],
  videoCount: 0,
  nextCursor: null,
  ...patch,
})

describe('the line above the results', () => {
  it('counts what matches, and says what is only nearest', () => {
    expect(matchText(answered('match'), true)).toEqual({ text: '3 good matches in 96 scenes', ways: [] })
    expect(matchText(answered('weak', { total: 1 }), true)).toEqual({
      text: '1 possible match in 96 scenes; nothing stands out clearly',
      ways: ['exact'],
    })
    expect(matchText(answered('no_good_match'), false)).toEqual({
      text: 'No good match in 96 scenes; the nearest first',
      ways: [],
    })
    expect(matchText(answered('no_good_match', { results: [] }), false).text).toBe('No good match in 96 scenes')
  })

  it('tells of videos that are named so where no scene answers', () => {
    const named = { videoCount: 2 }
    expect(matchText(answered('no_good_match', named), false).text).toBe(
      'No good match in 96 scenes, but 2 videos are named so; the nearest first',
    )
    expect(matchText(answered('match', named), false).text).toBe('3 good matches in 96 scenes')
    const captions = { kind: 'captions', verdict: null, candidates: null } as const
    expect(matchText(answered('match', { ...captions, total: 0, videoCount: 1 }), false).text).toBe(
      '0 captions with “red”, but 1 video is named so',
    )
    const query = { ...emptyQuery, words: 'file:A1 tag:sea' }
    const videos = { query, kind: 'videos', verdict: null, results: [] } as const
    expect(matchText(answered('match', { ...videos, total: 3 }), false).text).toBe('3 videos named “A1”, tagged “sea”')
    expect(matchText(answered('match', { ...videos, total: 0 }), false).text).toBe('No video named “A1”, tagged “sea”')
  })

  it('has the button that what is missing names', () => {
    const notice = {
      code: 'no_model',
      modality: 'visual',
      message: 'No model. Install one on the Models page.',
    } as const
    const query = { ...emptyQuery, words: 'picture: red' }
    expect(matchText(answered('match', { query, notices: [notice] }), false).ways).toEqual(['models'])
    const silent = { ...notice, message: 'Nothing is read yet.', remedy: 'Wait.' }
    expect(matchText(answered('match', { query, notices: [silent] }), false).ways).toEqual([])
  })

  it('offers only what would change something', () => {
    const query = {
      ...emptyQuery,
      words: 'red',
      not: ['dog'],
      filter: { hasAudio: true },
      weights: presetValues('sound'),
    }
    expect(matchText(answered('no_good_match', { query }), true).ways).toEqual([
      'unfiltered',
      'wanted',
      'balance',
      'exact',
    ])
    expect(matchText(answered('match', { query }), true).ways).toEqual([])
    const captions = answered('match', { kind: 'captions', total: 0, verdict: null, query: { ...query, exact: true } })
    expect(matchText(captions, true)).toMatchObject({ text: '0 captions with “red”' })
    expect(matchText(captions, true).ways).toContain('meaning')
  })

  it('says of likeness without a model what it compares', () => {
    const modalities = [modality('look'), modality('soundTexture')]
    const verdict = { kind: 'match' as const, message: '', suggestions: [], modalities }
    expect(matchText(answered('match', { verdict }), true).text).toBe(
      '3 good matches in 96 scenes, by colour and sound texture only',
    )
  })

  it('names the half of a pair that is there, and offers a longer time only when both are', () => {
    const query = (withinSeconds: number) => ({
      ...emptyQuery,
      words: 'red square',
      followedBy: { words: 'blue circle', withinSeconds },
    })
    const pair = (halves: { first: number; next: number }, withinSeconds = 30) =>
      matchText(answered('no_good_match', { query: query(withinSeconds), halves }), false)
    expect(pair({ first: 12, next: 1 })).toEqual({
      text: 'No pair: “red square” has 12 good matches, “blue circle” has 1 good match alone; none follows within 30 s',
      ways: ['minutes', 'anywhere'],
    })
    expect(pair({ first: 2, next: 2 }, 120)).toMatchObject({ ways: ['anywhere'] })
    expect(pair({ first: 2, next: 2 }, widerTimes.anywhere)).toEqual({
      text: expect.stringMatching(/none follows in the same film$/),
      ways: [],
    })
    expect(pair({ first: 12, next: 0 })).toEqual({
      text: 'No pair: “red square” has 12 good matches, “blue circle” has no good match alone',
      ways: [],
    })
  })

  it('tells what could not take part, also what sliders tell when it was given words of its own', () => {
    const notice = {
      modality: 'audio' as const,
      code: 'no_model',
      message: 'No sound model.',
      remedy: 'See the Models page.',
    }
    expect(matchText(answered('match', { notices: [notice] }), true).text).not.toContain('No sound model')
    const query = { ...emptyQuery, words: 'picture: red sound: bell' }
    expect(matchText(answered('match', { query, notices: [notice] }), true)).toEqual({
      text: '3 good matches in 96 scenes. No sound model.',
      ways: ['models'],
    })
  })
})
