import { describe, expect, it } from 'vitest'
import { semanticSearchSchema } from '../../../electron/contract/index.ts'
import { captionHit, searchHit, searchStatus } from '../../client/fixtures/fake-core.ts'
import { crumbsOf, similarTo } from './breadcrumbs.ts'
import { purposeOf } from './dropped-purpose.ts'
import { type HeatScene, heatPeaks, nextPeak } from './heat-peaks.ts'
import { splitFinishedNegatives, splitNegatives } from './negative-words.ts'
import { queryLabel } from './query-label.ts'
import { addressText, anchorOfText, queryOfAddress, searchKey, searchPath } from './search-address.ts'
import {
  anchorOf,
  asksNothing,
  chipsOf,
  emptyQuery,
  newSearch,
  type SearchQuery,
  withAnchor,
  withoutChip,
  withPinTurned,
} from './search-query.ts'
import { isExact, queryOfRequest, requestOf, videosWanted } from './search-request.ts'
import {
  resultOfCaption,
  resultOfHit,
  resultsOfCaption,
  resultsOfHit,
  weakFrom,
  withCopiesTurned,
} from './search-result.ts'
import { balancedValues, presetOf, presetValues, valuesOf, valuesOfText, weightsOf, weightsText } from './weights.ts'

const scene = { videoId: 'v1', startMs: 4000 }
const full: SearchQuery = {
  words: 'red circle',
  not: ['a car', 'rain'],
  exact: false,
  pictures: [{ reference: 'p1' }, { videoId: 'v2', timeMs: 1500 }],
  sounds: [{ reference: 's1' }],
  anchors: [anchorOf(scene), { sceneId: 'scene-9' }, { videoId: 'v3', index: 2 }],
  lessLike: [{ videoId: 'v4', timeMs: 0 }],
  followedBy: { words: 'blue square', withinSeconds: 12 },
  filter: { tags: ['b & c'], durationMs: { min: 1000 }, hasAudio: false },
  groupByVideo: true,
  mergeNeighbours: true,
  foldAlike: false,
  sort: 'time',
  weights: { ...balancedValues, visual: 80, audio: 0 },
  sources: ['captions', 'screen'],
  pinned: [JSON.stringify({ kind: 'picture', picture: { reference: 'p1' } })],
  trail: ['q=red+circle', 'like=v1%404000'],
}

describe('negative words', () => {
  it('takes words and phrases behind a minus out of the text', () => {
    expect(splitNegatives('beach -people -"blue sky" sunset')).toEqual({
      words: 'beach sunset',
      not: ['people', 'blue sky'],
    })
  })
  it('leaves hyphens, dashes and lone signs alone', () => {
    for (const text of ['well-known', 'a - b', '--x', 'TABLE videos; --', '']) {
      expect(splitNegatives(text)).toEqual({ words: text, not: [] })
    }
  })
  it('waits with a word that may still be typed at', () => {
    expect(splitFinishedNegatives('beach -peo').not).toEqual([])
    expect(splitFinishedNegatives('beach -people ')).toEqual({ words: 'beach ', not: ['people'] })
    expect(splitFinishedNegatives('beach -people at n')).toEqual({ words: 'beach at n', not: ['people'] })
  })
})

describe('the address of a search', () => {
  it('holds everything, and is read back the same', () => {
    expect(queryOfAddress(addressText(full))).toEqual(full)
  })
  it('is short for words alone', () => {
    expect(searchPath({ ...emptyQuery, words: 'harb' })).toBe('/search?q=harb')
    expect(searchPath(emptyQuery)).toBe('/search')
  })
  it('leaves out what makes no sense', () => {
    expect(
      queryOfAddress(
        'q=x&like=../etc&like=v1@abc&within=-3&then=y&filter={bad&sort=shape&weights=x9.visual700&sound=a/b',
      ),
    ).toEqual({
      ...emptyQuery,
      words: 'x',
      followedBy: { words: 'y', withinSeconds: 30 },
      weights: { ...balancedValues, visual: 100 },
    })
  })
  it('reads scenes by id, time and index', () => {
    expect(['s1', 'v1@40', 'v1~3', 'v1#3'].map(anchorOfText)).toEqual([
      { sceneId: 's1' },
      { videoId: 'v1', timeMs: 40 },
      { videoId: 'v1', index: 3 },
      null,
    ])
  })
  it('is the same place whatever the sliders and the order', () => {
    expect(searchKey(full)).toBe(searchKey({ ...full, weights: balancedValues, sort: 'relevance', trail: [] }))
    expect(searchKey(full)).not.toBe(searchKey({ ...full, words: 'red' }))
  })
})

describe('requests', () => {
  it('follow the contract with everything in them', () => {
    const request = requestOf({ ...full, words: 'red circle -dog' }, searchStatus())
    if (request.kind !== 'semantic') throw new Error(request.kind)
    expect(semanticSearchSchema.parse(request.body)).toMatchObject({
      query: 'red circle',
      not: 'a car, rain, dog',
      anchors: [{ videoId: 'v1', timeMs: 4000 }, { sceneId: 'scene-9' }, { videoId: 'v3', index: 2 }],
      lessLike: [{ videoId: 'v4', timeMs: 0 }],
      pictures: full.pictures,
      sounds: full.sounds,
      weights: { visual: 0.8, audio: 0, captions: 0.5, likeness: 0.5, look: 0.5, soundTexture: 0.5 },
      followedBy: { query: 'blue square', withinSeconds: 12 },
      filter: full.filter,
      groupByVideo: true,
      mergeNeighbours: true,
      foldAlike: false,
      sort: 'time',
      includeWeak: true,
    })
  })
  it('are word for word when wanted or when no model takes words, but never with scenes or files', () => {
    const query = { ...emptyQuery, words: 'red', filter: { videoIds: ['v1'] } }
    expect(requestOf(query, null)).toEqual({
      kind: 'captions',
      body: { query: 'red', videoIds: ['v1'], foldAlike: true },
    })
    expect(requestOf({ ...query, exact: true }, searchStatus()).kind).toBe('captions')
    expect(isExact({ ...query, anchors: [anchorOf(scene)], exact: true }, null)).toBe(false)
  })
  it('ask nothing without words, with only words to avoid, or with sliders at zero', () => {
    expect(requestOf(emptyQuery, searchStatus()).kind).toBe('nothing')
    expect(requestOf({ ...emptyQuery, words: '-dog' }, searchStatus()).kind).toBe('nothing')
    const silent = { ...presetValues('picture'), visual: 0 }
    expect(requestOf({ ...emptyQuery, words: 'x', weights: silent }, searchStatus()).kind).toBe('muted')
  })
  it('list what a filter leaves when nothing else is asked', () => {
    const query: SearchQuery = { ...emptyQuery, filter: { rating: { min: 4 } } }
    expect(requestOf(query, null)).toEqual({
      kind: 'semantic',
      body: { filter: { rating: { min: 4 } }, foldAlike: true },
    })
    expect(requestOf({ ...query, sort: 'rating', groupByVideo: true }, searchStatus())).toMatchObject({
      body: { sort: 'rating', groupByVideo: true },
    })
    expect(requestOf({ ...query, not: ['dog'] }, searchStatus()).kind).toBe('nothing')
  })
  it('ask single modalities by texts of their own, and weigh only those', () => {
    const query = { ...emptyQuery, words: 'picture: red circle -dog sound: bell tag:"night shoot"' }
    const weights = { ...balancedValues, visual: 80 }
    const request = requestOf({ ...query, weights, filter: { tags: ['macro'] } }, searchStatus())
    if (request.kind !== 'semantic') throw new Error(request.kind)
    expect(request.body).toEqual({
      texts: { visual: 'red circle', audio: 'bell' },
      not: 'dog',
      filter: { tags: ['macro', 'night shoot'] },
      foldAlike: true,
      weights: { visual: 0.8, audio: 0.5 },
    })
    expect(queryOfRequest(semanticSearchSchema.parse(request.body)).words).toBe('picture: red circle  sound: bell')
    const named = requestOf({ ...emptyQuery, words: 'red file:A001 in:Butterfly' }, searchStatus())
    expect(named).toMatchObject({ body: { query: 'red', filter: { name: 'A001 Butterfly' } } })
    expect(requestOf({ ...emptyQuery, words: 'picture:' }, searchStatus()).kind).toBe('nothing')
    const then = { ...emptyQuery, words: 'red', followedBy: { words: 'sound: bell', withinSeconds: 5 } }
    expect(requestOf(then, searchStatus())).toMatchObject({
      body: { followedBy: { texts: { audio: 'bell' }, withinSeconds: 5 } },
    })
  })
  it('ask for videos alone where only names or tags were typed, by meaning or not', () => {
    for (const status of [searchStatus(), null]) {
      expect(requestOf({ ...emptyQuery, words: 'file:A001 tag:"night shoot"' }, status)).toEqual({
        kind: 'videos',
        wanted: { q: 'A001', tag: ['night shoot'] },
      })
      expect(requestOf({ ...emptyQuery, words: 'in:mark -dog' }, status)).toEqual({
        kind: 'videos',
        wanted: { q: 'mark' },
      })
    }
    const query = { ...emptyQuery, words: 'tag:sea', anchors: [anchorOf(scene)] }
    expect(requestOf(query, searchStatus()).kind).toBe('semantic')
    expect(videosWanted({ ...emptyQuery, words: 'picture: red -dog', filter: { name: 'B1' } })).toEqual({ q: 'red B1' })
    expect(videosWanted({ ...emptyQuery, words: '-dog' })).toBeNull()
  })
  it('go to scenes where words are found as they are said, and limit whose words', () => {
    const status = searchStatus()
    const withState = (state: 'exact' | 'no_model') => ({
      ...status,
      modalities: status.modalities.map((entry) =>
        entry.modality === 'captions' ? { ...entry, state } : { ...entry, state: 'no_model' as const },
      ),
    })
    const said = { ...emptyQuery, words: 'hello there', sources: ['speech'] as const }
    expect(requestOf(said, withState('exact'))).toEqual({
      kind: 'semantic',
      body: { query: 'hello there', sources: ['speech'], foldAlike: true },
    })
    expect(requestOf(said, withState('no_model'))).toEqual({
      kind: 'captions',
      body: { query: 'hello there', sources: ['speech'], foldAlike: true },
    })
    expect(requestOf({ ...said, words: 'says: hello' }, status)).toMatchObject({
      kind: 'semantic',
      body: { texts: { captions: 'hello' } },
    })
  })
  it('are read back into a query', () => {
    const request = requestOf(full, searchStatus())
    if (request.kind !== 'semantic') throw new Error(request.kind)
    const back = queryOfRequest(semanticSearchSchema.parse(request.body))
    expect(back).toEqual({ ...full, pinned: [], trail: [] })
  })
})

describe('weights', () => {
  it('are left out while balanced, and name only what can count', () => {
    expect(weightsOf(balancedValues, true)).toBeUndefined()
    expect(weightsOf({ ...balancedValues, likeness: 0 }, false)).toBeUndefined()
    expect(weightsOf({ ...balancedValues, visual: 100 }, false)).toEqual({ visual: 1, audio: 0.5, captions: 0.5 })
  })
  it('know their presets', () => {
    expect(presetOf(balancedValues)).toBe('balanced')
    expect(presetOf(presetValues('sound'))).toBe('sound')
    expect(presetOf({ ...balancedValues, look: 51 })).toBeNull()
  })
  it('are read from requests and addresses', () => {
    expect(valuesOf({ text: 0.2 })).toEqual({ ...presetValues('words'), captions: 20 })
    expect(valuesOf(undefined)).toBe(balancedValues)
    expect(weightsText(balancedValues)).toBe('')
    expect(valuesOfText(weightsText(full.weights))).toEqual(full.weights)
  })
})

describe('ingredients', () => {
  it('are taken away one by one, and the way back with the last', () => {
    let query: SearchQuery = { ...full, words: '', followedBy: null }
    while (chipsOf(query).length > 0) {
      const before = chipsOf(query).length
      query = withoutChip(query, chipsOf(query)[0] ?? { kind: 'not', words: '' })
      expect(chipsOf(query)).toHaveLength(before - 1)
    }
    expect(asksNothing(query)).toBe(true)
    expect(query.trail).toEqual([])
  })
  it('go with a new search unless they are pinned; filters and sliders stay', () => {
    const [first] = chipsOf(full)
    if (first === undefined) throw new Error('no chip')
    const pinned = withPinTurned({ ...full, pinned: [] }, first)
    expect(chipsOf(newSearch(pinned, 'blue'))).toEqual([first])
    expect(newSearch(pinned, 'blue')).toMatchObject({
      words: 'blue',
      followedBy: null,
      trail: [],
      filter: full.filter,
      weights: full.weights,
    })
    expect(chipsOf(newSearch(withPinTurned(pinned, first), 'blue'))).toEqual([])
    expect(withoutChip(pinned, first).pinned).toEqual([])
    expect(queryOfAddress(addressText(pinned))).toEqual(pinned)
  })
  it('never hold a scene on both sides, nor twice', () => {
    const anchor = anchorOf(scene)
    const twice = withAnchor(withAnchor(emptyQuery, anchor, 'anchors'), anchor, 'anchors')
    expect(twice.anchors).toEqual([anchor])
    expect(withAnchor(twice, anchor, 'lessLike')).toMatchObject({ anchors: [], lessLike: [anchor] })
  })
})

describe('the breadcrumbs of similar scenes', () => {
  const place = (): string => '00:00:04:00'
  const first: SearchQuery = { ...emptyQuery, words: 'red circle', filter: { tags: ['x'] } }
  const second = similarTo(first, anchorOf(scene))
  const third = similarTo(second, anchorOf({ videoId: 'v2', startMs: 0 }))
  it('grows with every likeness and leads back to each step', () => {
    const crumbs = crumbsOf(third)
    expect(crumbs.map(({ query }) => queryLabel(query, place))).toEqual([
      'red circle · 1 filter',
      'like 00:00:04:00 · 1 filter',
      'like 00:00:04:00 · 1 filter',
    ])
    expect(crumbs[0]?.path).toBe(searchPath(first))
    expect(queryOfAddress(crumbs[1]?.path.replace('/search?', '') ?? '')).toEqual(second)
  })
  it('shows steps that look for the same once, and says film, filters and what else a step holds', () => {
    const twice = { ...second, trail: [...second.trail, ...second.trail] }
    expect(crumbsOf(twice).map(({ query }) => query.words)).toEqual(['red circle', ''])
    const label = (patch: Partial<SearchQuery>) =>
      queryLabel({ ...emptyQuery, ...patch }, () => 'Butterfly 00:00:03:02')
    expect(label({ words: 'red', anchors: [anchorOf(scene)], filter: { tags: ['a'], hasAudio: true } })).toBe(
      'red · like Butterfly 00:00:03:02 · 2 filters',
    )
    expect(label({ pictures: full.pictures, sounds: full.sounds, not: ['rain'] })).toBe(
      '2 pictures · a sound · not rain',
    )
    expect(label({ words: 'red', followedBy: { words: 'blue', withinSeconds: 3 } })).toBe('red · then blue')
    expect(label({})).toBe('everything')
  })
  it('keeps filters, drops words, and begins anew where nothing was searched', () => {
    expect(second).toMatchObject({ words: '', filter: { tags: ['x'] }, anchors: [{ videoId: 'v1', timeMs: 4000 }] })
    expect(similarTo(emptyQuery, anchorOf(scene)).trail).toEqual([])
  })
})

describe('results', () => {
  it('draw the line where the weak ones begin, and none where they are mixed', () => {
    const hits = (pattern: string) =>
      [...pattern].map((sign, i) => resultOfHit(searchHit(`s${i}`, { relevant: sign === '+' })))
    expect([weakFrom(hits('++--')), weakFrom(hits('--')), weakFrom(hits('++')), weakFrom(hits('+-+'))]).toEqual([
      2,
      0,
      null,
      null,
    ])
  })
  it('show copies behind the one that stands for them, and fold them again', () => {
    const copy = { ...searchHit('s2').scene, id: 's2' }
    const alike = {
      count: 1,
      sceneIds: ['s2'],
      scenes: [{ scene: copy, videoTitle: 'Copy', videoWidth: 160, videoHeight: 90 }],
    }
    const folded = [searchHit('s1', { alike }), searchHit('s3')].flatMap((hit) => resultsOfHit(hit, false))
    expect(folded.map(({ id }) => id)).toEqual(['s1', 's3'])
    const open = withCopiesTurned(folded, 's1')
    expect(open.map(({ id, copyOf }) => [id, copyOf])).toEqual([
      ['s1', undefined],
      ['s2', 's1'],
      ['s3', undefined],
    ])
    expect(open[0]?.alike).toMatchObject({ count: 1, open: true })
    expect(withCopiesTurned(open, 's1')).toEqual(folded)
    const words = resultsOfCaption({ ...captionHit('c1', 'hello'), alike }, true)
    expect(words.map(({ id, copyOf }) => [id, copyOf])).toEqual([
      ['c1', undefined],
      ['s2', 'c1'],
    ])
    expect(withCopiesTurned(words, 'c1').map(({ id }) => id)).toEqual(['c1'])
  })
  it('are the same for captions and scenes', () => {
    expect(resultOfCaption(captionHit('c1', 'two\nlines'))).toMatchObject({
      id: 'c1',
      excerpt: { text: 'two lines' },
      hit: null,
      scene: { startMs: 0, endMs: 1000 },
    })
    const merged = searchHit('s1', { startMs: 5, merged: { scenes: 3, startMs: 5, endMs: 9000 } })
    expect(resultOfHit(merged)).toMatchObject({ openAtMs: 5, scene: { startMs: 5, endMs: 9000 }, caption: null })
  })
})

describe('peaks', () => {
  const heat = (pattern: readonly (readonly [number, boolean])[]): readonly HeatScene[] =>
    pattern.map(([score, relevant], i) => ({ startMs: i * 1000, endMs: (i + 1) * 1000, score, relevant }))
  it('are the best of each run that stands out', () => {
    const scenes = heat([
      [0.6, true],
      [0.9, true],
      [0.2, false],
      [0.7, true],
      [0.1, false],
    ])
    expect(heatPeaks(scenes).map(({ startMs }) => startMs)).toEqual([1000, 3000])
  })
  it('are each of the captions that were found, which do not touch each other', () => {
    const captions = [200, 3000, 5400].map((startMs) => ({ startMs, endMs: startMs + 2000, score: 1, relevant: true }))
    expect(heatPeaks(captions)).toEqual(captions)
  })
  it('are what towers over the film when nothing stands out, and none on a flat one', () => {
    const flat = heat(Array.from({ length: 10 }, () => [0.5, false] as const))
    expect(heatPeaks(flat)).toEqual([])
    expect(heatPeaks(flat.map((part, i) => (i === 4 ? { ...part, score: 0.9 } : part)))).toHaveLength(1)
    expect(heatPeaks([])).toEqual([])
  })
  it('are gone through forwards and backwards, round the ends', () => {
    const peaks = heat([
      [1, true],
      [1, true],
      [1, true],
    ])
    expect([nextPeak(peaks, 0, 1), nextPeak(peaks, 500, 1), nextPeak(peaks, 2000, 1)]).toEqual([1000, 1000, 0])
    expect([nextPeak(peaks, 1000, -1), nextPeak(peaks, 0, -1)]).toEqual([0, 2000])
    expect(nextPeak([], 0, 1)).toBeNull()
  })
})

describe('dropped files', () => {
  it('are searched by when all are pictures or sounds', () => {
    expect(purposeOf(['image/png'], false)).toBe('search')
    expect(purposeOf(['audio/wav', 'image/jpeg'], false)).toBe('search')
    expect(purposeOf(['image/png', 'video/mp4'], true)).toBe('import')
    expect(purposeOf([], true)).toBe('import')
    expect([purposeOf(['image/gif'], false), purposeOf(['image/gif'], true)]).toEqual(['import', 'search'])
  })
})
