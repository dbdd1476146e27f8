import { describe, expect, it } from 'vitest'
import { clipCsvHeading } from '../../../electron/contract/clip-row.ts'
import { modelRow, searchHit, searchStatus } from '../../client/fixtures/fake-core.ts'
import { resultOfHit } from '../../stores/search/search-result.ts'
import { csvText, timecodeLines } from '../../widgets/scene-actions/result-text.ts'
import { searchNote, sliderStateOf } from '../../widgets/search/slider-state.ts'
import { filterNames, filterText, rangeOfTyped, setFilters, withoutFilter } from './filter-text.ts'
import { scoreText, shareBarsOf, sharesText } from './shares.ts'
import { whyRowsOf, whySentence } from './why-rows.ts'

const fileOf = () => ({ path: '/films/A001.mov', frameRate: { num: 25, den: 1 } })

describe('copied results', () => {
  const hit = searchHit('s1', { videoTitle: '=SUM(A1), "quoted"' })
  const times = { startMs: 1040, endMs: 3000 }
  const results = [resultOfHit({ ...hit, ...times, scene: { ...hit.scene, ...times } })]
  it('are timecodes at the film’s own rate', () => {
    expect(timecodeLines(results, fileOf)).toBe('00:00:01:01 - 00:00:03:00\t=SUM(A1), "quoted"')
  })
  it('begin at the words where a scene was found by them', () => {
    const words = { text: 'Hello', matches: [], source: 'speech' as const, box: null, pictureUrl: null }
    const cue = { startMs: 1900, endMs: 2400, firstWordMs: 2000, ...words }
    const byWords = [resultOfHit({ ...hit, ...times, cue, shares: { captions: 1 }, scene: { ...hit.scene, ...times } })]
    expect(timecodeLines(byWords, fileOf)).toMatch(/^00:00:02:00 - 00:00:03:00/)
    expect(csvText(byWords, fileOf)).toContain('00:00:02:00,00:00:03:00,50,75,2000,3000,')
  })
  it('are source timecodes where the person wants them', () => {
    const timesFrom = {
      start: '10:00:00:00',
      frameRate: { num: 25, den: 1 },
      dropFrame: false,
      reel: null,
      from: 'tmcd',
    } as const
    const counted = () => ({ ...fileOf(), timesFrom })
    expect(timecodeLines(results, counted)).toMatch(/^10:00:01:01 - 10:00:03:00/)
    expect(csvText(results, counted)).toMatch(/,10:00:\d\d:\d\d,10:00:\d\d:\d\d,/)
  })
  it('are a table that no spreadsheet runs', () => {
    expect(csvText(results, fileOf).split('\r\n')).toEqual([
      clipCsvHeading,
      expect.stringContaining('"\'=SUM(A1), ""quoted""",A001.mov,/films/A001.mov,25/1,25,1,00:00:01:01,00:00:03:00,'),
    ])
  })
})

describe('shares', () => {
  it('are three bars, four with likeness; look counts as picture', () => {
    expect(shareBarsOf({ visual: 0.2, look: 0.3, captions: 0.5 }).map(({ share }) => share)).toEqual([0.5, 0, 0.5])
    expect(shareBarsOf({ likeness: 1 })).toHaveLength(4)
  })
  it('are told in words', () => {
    expect(sharesText({ visual: 0.3, audio: 0, captions: 0.7 })).toBe('words 70 %, picture 30 %')
    expect([scoreText(0.874), scoreText(null), scoreText(-1.234)]).toEqual(['87', '–', '-1.23'])
  })
})

describe('why', () => {
  const verdict = (modality: 'visual' | 'captions', gate: number) => ({
    modality,
    spaceId: 's',
    model: 'm',
    weight: 0.5,
    gate,
    best: 0.3,
    mean: 0.1,
    deviation: 0.05,
    scenes: 10,
  })
  const hit = searchHit('s1', { shares: { visual: 0.3, captions: 0.7 }, similarities: { captions: 0.8 } })
  it('lists modalities by their share, and tells what a scene lacks', () => {
    expect(whyRowsOf(hit, [verdict('visual', 1), verdict('captions', 0.4)])).toMatchObject([
      { modality: 'captions', similarity: 0.8, share: 0.7, gate: 0.4 },
      { modality: 'visual', similarity: null, share: 0.3 },
    ])
  })
  it('is one sentence', () => {
    const rows = whyRowsOf(hit, [verdict('visual', 1), verdict('captions', 1)])
    expect(whySentence(hit, rows)).toBe('Mostly its words, then its picture.')
    expect(whySentence({ ...hit, relevant: false }, rows)).toContain('weak match')
    expect(whySentence(hit, [])).toContain('Nothing in this scene matches clearly')
  })
})

describe('sliders', () => {
  const models = [modelRow('clip', { tags: ['default'] }), modelRow('big', { sizeBytes: 9e9 })]
  const withState = (state: 'no_model' | 'loading' | 'no_vectors' | 'failed') => {
    const status = searchStatus()
    return {
      ...status,
      modalities: status.modalities.map((entry) => (entry.modality === 'visual' ? { ...entry, state } : entry)),
    }
  }
  it('offer the model that is missing, with its size', () => {
    const missing = { usable: false, note: 'Get the picture model (605 MB)', offersModel: true }
    expect(sliderStateOf('visual', withState('no_model'), models)).toEqual(missing)
    expect(sliderStateOf('visual', null, models)).toEqual(missing)
    expect(sliderStateOf('captions', null, []).note).toBe('word for word · get the words model')
    const toy = modelRow('toy', { state: 'installed', source: 'bundled', sizeBytes: 1 })
    expect(sliderStateOf('visual', null, [toy, ...models])).toEqual(missing)
    expect(sliderStateOf('visual', null, [modelRow('clip', { state: 'installed' })]).note).toBe(
      'Switch a picture model on',
    )
  })
  it('offer no model while there is nothing to search', () => {
    const quiet = { usable: false, note: '', offersModel: false }
    expect(sliderStateOf('visual', withState('no_model'), models, true)).toEqual(quiet)
    expect(sliderStateOf('audio', searchStatus(), models, true).usable).toBe(true)
  })
  it('say why they cannot answer', () => {
    expect(sliderStateOf('visual', withState('loading'), models)).toMatchObject({ usable: true, note: '' })
    expect(sliderStateOf('visual', withState('no_vectors'), models).usable).toBe(false)
    expect(sliderStateOf('visual', withState('failed'), models).offersModel).toBe(true)
    expect(sliderStateOf('audio', searchStatus(), models)).toEqual({ usable: true, note: '', offersModel: false })
  })
  it('are quiet when all is well, and tell in one line when not', () => {
    expect(searchNote(searchStatus())).toBe('')
    expect(
      searchNote({ ...withState('loading'), index: searchStatus({ state: 'building', progress: 0.43 }).index }),
    ).toBe('Loading the picture model … · Index builds: 43 %')
  })
})

describe('filters', () => {
  const titleOf = (id: string): string => `Film ${id}`
  it('are chips in words', () => {
    const filter = {
      videoIds: ['a'],
      tags: ['x', 'y'],
      durationMs: { min: 60_000, max: 90_000 },
      sceneLengthMs: { max: 2500 },
      recordedAt: { min: '2024-05-01' },
      resolution: { min: 1080 },
      hasAudio: false,
    }
    expect(setFilters(filter).map((name) => filterText(filter, name, titleOf))).toEqual([
      'in Film a',
      'tagged x + y',
      'without sound',
      'scene up to 2.5 s',
      'video 1 min – 1.5 min',
      'recorded from 2024-05-01',
      'picture from 1080p',
    ])
    expect(withoutFilter(filter, 'tags')).not.toHaveProperty('tags')
  })
  it('all have a name, and no range without an end', () => {
    expect(new Set(filterNames.map(([name]) => name)).size).toBe(15)
    expect(rangeOfTyped(undefined, undefined)).toBeUndefined()
    expect(rangeOfTyped(1, undefined)).toEqual({ min: 1 })
  })
})
