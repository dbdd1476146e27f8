import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SemanticSearchInput } from '../contract/index.ts'
import { createSearchLibrary, request, unit } from './fixtures/search-library.ts'

const signal = new AbortController().signal

const fill = async () => {
  const made = await createSearchLibrary({
    dimensions: { captions: 3 },
    // What was meant is the third direction; all that is said means something else.
    embed: (_, item) => (item.kind === 'text' && item.text.includes('vessel') ? unit(0, 0, 1) : unit(1, 0, 0)),
    backgroundTexts: [],
  })
  const sea = await made.addVideo('sea', 6, [
    { startMs: 200, endMs: 900, text: 'The harbour is empty.' },
    { startMs: 2100, endMs: 2400, text: 'Ships are leaving' },
    { startMs: 2500, endMs: 2900, text: 'the old harbour today.' },
    { startMs: 4300, endMs: 4600, text: 'A lighthouse,' },
    { startMs: 4700, endMs: 4900, text: 'then fog.' },
  ])
  const land = await made.addVideo('land', 4, [
    { startMs: 100, endMs: 800, text: 'Holding a harbour master’s lamp' },
    { startMs: 3100, endMs: 3900, text: 'Nothing else is said.' },
  ])
  const names = new Map([
    ...sea.scenes.map((id, index) => [id, `sea ${index}`] as const),
    ...land.scenes.map((id, index) => [id, `land ${index}`] as const),
  ])
  const search = async (input: SemanticSearchInput) => {
    const found = await made.engine.semantic(request(input), signal)
    if (!found.ok) throw new Error(`${found.error.code}: ${found.error.message}`)
    const relevant = found.value.hits.filter((hit) => hit.relevant)
    return { ...found.value, names: relevant.map(({ scene }) => names.get(scene.id)) }
  }
  return { ...made, sea, land, names, search }
}

let filled: Awaited<ReturnType<typeof fill>>
beforeAll(async () => {
  filled = await fill()
})
afterAll(async () => {
  await filled.close()
})

describe('words as they are said, without a model', () => {
  it('are a match in every form of the word, whatever the weight of the slider', async () => {
    const { search } = filled
    for (const weights of [undefined, { captions: 0.1 }]) {
      const found = await search({ query: 'leave the ship', ...(weights === undefined ? {} : { weights }) })
      expect(found.names).toEqual(['sea 2'])
      expect(found.verdict).toMatchObject({
        kind: 'match',
        modalities: [{ modality: 'captions', model: null, saying: 1 }],
      })
      expect(found.notices).toEqual([])
      expect(found.hits[0]).toMatchObject({
        shares: { captions: 1 },
        cue: {
          startMs: 2100,
          source: 'stream',
          text: 'Ships are leaving',
          matches: [
            [0, 5],
            [10, 17],
          ],
        },
      })
    }
  })

  it('may stand in captions that follow one another, and are opened at the first of them', async () => {
    const found = await filled.search({ query: 'ships harbour' })
    expect(found.names).toEqual(['sea 2'])
    expect(found.hits[0]?.cue).toMatchObject({ startMs: 2100, text: 'Ships are leaving' })
  })

  it('are rarest and closest first; some of the words are no match', async () => {
    expect((await filled.search({ query: 'harbour' })).names.toSorted()).toEqual(['land 0', 'sea 0', 'sea 2'])
    const some = await filled.search({ query: 'harbour volcano eruption' })
    expect(some).toMatchObject({ verdict: { kind: 'no_good_match' }, relevant: 0 })
    expect(some.hits.length).toBeGreaterThan(0)
  })

  it('take phrases and prefixes, leave out what is not wanted, and complete the last word while a person types', async () => {
    const { search } = filled
    expect((await search({ query: '"old harbour"' })).names).toEqual(['sea 2'])
    expect((await search({ query: '"harbour old"' })).names).toEqual([])
    expect((await search({ query: 'lightho*' })).names).toEqual(['sea 4'])
    expect((await search({ query: 'harb' })).names).toEqual([])
    expect((await search({ query: 'harb', typing: true })).names.length).toBe(3)
    expect((await search({ query: 'harbour', not: 'empty, lamp' })).names).toEqual(['sea 2'])
  })

  it('are searched under every filter and in the sources that are named', async () => {
    const { search, sea, store } = filled
    await store.videos.setTags(sea.id, ['coast'])
    expect((await search({ query: 'harbour', filter: { tags: ['coast'] } })).names.toSorted()).toEqual([
      'sea 0',
      'sea 2',
    ])
    expect((await search({ query: 'harbour', filter: { name: 'land' } })).names).toEqual(['land 0'])
    expect((await search({ query: 'harbour', sources: ['captions'] })).names.length).toBe(3)
    expect((await search({ query: 'harbour', sources: ['stream', 'screen'] })).names.length).toBe(3)
    const nobody = await search({ query: 'harbour', sources: ['speech'] })
    expect(nobody).toMatchObject({ hits: [], verdict: { kind: 'no_good_match' } })
  })

  it('follow one another by the times they are said at, within one scene too', async () => {
    const found = await filled.search({ query: 'lighthouse', followedBy: { query: 'fog', withinSeconds: 1 } })
    expect(found.names).toEqual(['sea 4'])
    const back = await filled.search({ query: 'fog', followedBy: { query: 'lighthouse', withinSeconds: 1 } })
    expect(back.names).toEqual([])
  })

  it('mark the heat of a film at their own time', async () => {
    const heat = await filled.engine.heat({ videoId: filled.sea.id, query: 'leaving' }, signal)
    const scenes = heat.ok ? heat.value.scenes : []
    expect(scenes.filter(({ relevant }) => relevant)).toMatchObject([{ said: { startMs: 2100, endMs: 2400 } }])
    expect(scenes.length).toBe(6)
  })

  it('tell their ranks in every fusion', async () => {
    for (const fusion of ['calibrated', 'raw', 'rrf'] as const) {
      const found = await filled.search({ query: 'lighthouse', fusion })
      expect({ fusion, first: filled.names.get(found.hits[0]?.scene.id ?? '') }).toEqual({ fusion, first: 'sea 4' })
      expect(found.verdict.kind).toBe('match')
    }
  })
})

describe('words joined with their meaning', () => {
  it('come before what only means the same, which is still found', async () => {
    const { write, sea, land, search } = filled
    await write('captions', [
      ...sea.scenes.map((key, index) => ({ key, vector: index === 2 ? unit(0, 0.1, 1) : unit(1, 0.1 * index, 0) })),
      ...land.scenes.map((key, index) => ({ key, vector: unit(1, 0.05 * index, 0.02) })),
    ])
    const meant = await search({ query: 'a vessel departs', includeWeak: true })
    expect(filled.names.get(meant.hits[0]?.scene.id ?? '')).toBe('sea 2')
    const joined = await search({ query: 'lamp vessel' })
    expect(filled.names.get(joined.hits[0]?.scene.id ?? '')).toBe('sea 2')
    const exact = await search({ query: 'lamp' })
    expect(filled.names.get(exact.hits[0]?.scene.id ?? '')).toBe('land 0')
    expect(exact.verdict).toMatchObject({ kind: 'match', modalities: [{ modality: 'captions', saying: 1 }] })
    // Without the source that the meaning is made of, neither counts.
    const other = await filled.engine.semantic(request({ query: 'vessel', sources: ['captions'] }), signal)
    expect(other.ok && other.value.hits.length).toBeGreaterThan(0)
  })
})

it('whatever is typed is answered, again and again', async () => {
  for (const query of ['((', '*', '"', "'; DROP TABLE videos; --", 'AND OR NOT', 'a:b ^c', '((', '-']) {
    const found = await filled.engine.semantic(request({ query }), signal)
    expect({ query, ok: found.ok }).toEqual({ query, ok: true })
  }
})
