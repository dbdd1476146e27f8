import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Modality, SemanticSearchInput } from '../contract/index.ts'
import type { EmbedItem } from '../domain/ports/index.ts'
import { createSearchLibrary, request, unit } from './fixtures/search-library.ts'

const signal = new AbortController().signal

/** Words along the axes of a space of four: red, round, loud, and the rest. */
const axes: Readonly<Record<string, Float32Array>> = {
  red: unit(1, 0, 0, 0),
  round: unit(0, 1, 0, 0),
  'red round': unit(1, 1, 0, 0),
  loud: unit(0, 0, 1, 0),
}

const textVector = (_: Modality, item: EmbedItem): Float32Array =>
  item.kind === 'text' ? (axes[item.text] ?? unit(0.1, 0.1, 0.1, 1)) : unit(0, 1, 0, 0)

/** Two videos: scenes 1 and 2 of the first are red, scene 4 round; in the second, scene 0 is red and round, scene 2 loud. */
const fill = async () => {
  const made = await createSearchLibrary({
    dimensions: { visual: 4, audio: 4, captions: 4, likeness: 4 },
    embed: textVector,
    backgroundTexts: Array.from({ length: 40 }, (_, number) => `nothing ${number}`),
    timeouts: { restMs: 500 },
    files: {
      picture: async (reference) => (reference === 'sent' ? { path: '/picture.jpg', offset: 0, length: 1 } : null),
      sound: async () => null,
    },
  })
  const first = await made.addVideo('first', 6, [
    { startMs: 1000, endMs: 1900, text: 'Look, a red balloon!' },
    { startMs: 1900, endMs: 2000, text: 'Where?' },
  ])
  const second = await made.addVideo('second', 4)
  const looks: Readonly<Record<string, Float32Array>> = {
    'first 1': unit(1, 0.05, 0, 0.1),
    'first 2': unit(1, 0, 0.05, 0.2),
    'first 4': unit(0, 1, 0, 0.1),
    'second 0': unit(1, 1, 0, 0.1),
    'second 2': unit(0, 0, 1, 0.1),
  }
  const other = unit(0, 0, 0.1, 1)
  const all = [
    ...first.scenes.map((key, index) => ({ key, name: `first ${index}` })),
    ...second.scenes.map((key, index) => ({ key, name: `second ${index}` })),
  ]
  await made.write(
    'visual',
    all.map(({ key, name }) => ({ key, vector: looks[name] ?? other })),
  )
  // The first video has no sound.
  await made.write(
    'audio',
    second.scenes.map((key, index) => ({ key, vector: index === 2 ? unit(0, 0, 1, 0.1) : other })),
  )
  const nameOf = new Map(all.map(({ key, name }) => [key, name]))
  const idOf = new Map(all.map(({ key, name }) => [name, key]))
  const search = async (input: SemanticSearchInput) => {
    const found = await made.engine.semantic(request(input), signal)
    if (!found.ok) throw new Error(`${found.error.code}: ${found.error.message}`)
    return { ...found.value, names: found.value.hits.map(({ scene }) => nameOf.get(scene.id) ?? '') }
  }
  const refused = async (input: SemanticSearchInput) => {
    const found = await made.engine.semantic(request(input), signal)
    if (found.ok) throw new Error('it was answered')
    return found.error
  }
  return { ...made, first, second, search, refused, idOf: (name: string) => idOf.get(name) ?? '', nameOf }
}

let filled: Awaited<ReturnType<typeof fill>>
beforeAll(async () => {
  filled = await fill()
})
afterEach(() => {
  filled.embedding.broken.clear()
  filled.embedding.stuck.clear()
})
afterAll(async () => {
  await filled.close()
})

describe('what is asked', () => {
  it('words find scenes, with the shares of the modalities, the best cue and what could be found at all', async () => {
    const { search } = filled
    const found = await search({ query: 'red' })
    expect(found.names.slice(0, 3).toSorted()).toEqual(['first 1', 'first 2', 'second 0'])
    expect(found.candidates).toBe(10)
    const hit = found.hits[found.names.indexOf('first 1')]
    expect(Object.values(hit?.shares ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    expect(hit?.similarities.visual).toBeCloseTo(1 / Math.hypot(1, 0.05, 0.1), 5)
    expect(hit?.similarities).not.toHaveProperty('audio')
    expect(hit?.cue).toEqual({
      startMs: 1000,
      endMs: 1900,
      firstWordMs: 1000,
      text: 'Look, a red balloon!',
      matches: [[8, 11]],
      source: 'stream',
      box: null,
    })
    expect(found.hits.every(({ score }) => score !== null && score >= 0 && score <= 1)).toBe(true)
  })

  it('raw is the negative sum of weighted cosine distances; who lacks a modality comes last without a score', async () => {
    const { search } = filled
    const found = await search({ query: 'loud', weights: { visual: 0.5, audio: 0.25 }, fusion: 'raw', limit: 100 })
    expect(found.names[0]).toBe('second 2')
    const cosine = 1 / Math.hypot(1, 0.1)
    expect(found.hits[0]?.score).toBeCloseTo(-0.5 * (1 - cosine) - 0.25 * (1 - cosine), 6)
    expect(found.hits.slice(0, 4).every(({ score }) => score !== null)).toBe(true)
    expect(found.hits.slice(4).map(({ score }) => score)).toEqual([null, null, null, null, null, null])
  })

  it('rrf orders by ranks', async () => {
    const { search } = filled
    const found = await search({ query: 'loud', weights: { visual: 1, audio: 1 }, fusion: 'rrf' })
    expect(found.names[0]).toBe('second 2')
    expect(found.hits[0]?.score).toBeCloseTo(2 / 61, 9)
  })

  it('negative words push away what is both', async () => {
    const { search } = filled
    const without = await search({ query: 'red', not: 'round', weights: { visual: 1 } })
    expect(without.names.slice(0, 2).toSorted()).toEqual(['first 1', 'first 2'])
    const place = without.names.indexOf('second 0')
    expect(without.hits[place]?.score ?? 1).toBeLessThan(without.hits[1]?.score ?? 0)
  })

  it('several parts are one query: what has both comes first', async () => {
    const { search, idOf } = filled
    const found = await search({ query: 'red', anchors: [{ sceneId: idOf('first 4') }], weights: { visual: 1 } })
    expect(found.names[0]).toBe('second 0')
    expect(found.names).not.toContain('first 4')
  })

  it('a text of one modality is asked there alone, and in place of the words for all', async () => {
    const { search, embedding } = filled
    const picture = await search({ texts: { visual: 'red' } })
    expect(picture.verdict.modalities.map(({ modality }) => modality)).toEqual(['visual'])
    expect(picture.names.slice(0, 3).toSorted()).toEqual(['first 1', 'first 2', 'second 0'])
    expect(picture.hits[picture.names.indexOf('first 1')]?.cue?.matches).toEqual([])
    const sound = await search({ texts: { audio: 'loud' } })
    expect(sound.names[0]).toBe('second 2')
    const from = embedding.asked.length
    await search({ query: 'round', texts: { audio: ' loud ' }, weights: { visual: 1, audio: 1 } })
    expect(embedding.asked.slice(from).flatMap(({ item }) => (item.kind === 'text' ? item.text : []))).toEqual([
      'round',
      'loud',
    ])
  })

  it('a text of its own is told of when its modality cannot answer, also without weights', async () => {
    const { search, refused } = filled
    const found = await search({ texts: { visual: 'red', captions: 'hello' } })
    expect(found.notices).toEqual([])
    expect(await refused({ texts: { visual: '  ' } })).toMatchObject({ code: 'bad_request' })
    const silent = await createSearchLibrary({ dimensions: {}, embed: () => unit(1, 0, 0), backgroundTexts: [] })
    try {
      const { scenes } = await silent.addVideo('no words', 2)
      await silent.write(
        'visual',
        scenes.map((key) => ({ key, vector: unit(1, 0, 0) })),
      )
      const ask = (input: SemanticSearchInput) => silent.engine.semantic(request(input), signal)
      for (const input of [
        { texts: { visual: 'red', captions: 'hello' } },
        { query: 'red', weights: { visual: 1, captions: 1 } },
      ]) {
        const told = await ask(input)
        expect(told.ok && told.value.notices).toMatchObject([{ modality: 'captions' }])
      }
      expect(await ask({ texts: { captions: 'hello' } })).toMatchObject({ ok: false, error: { code: 'conflict' } })
    } finally {
      await silent.close()
    }
  })

  it('words beside a picture ask the modality of each', async () => {
    const { search } = filled
    const found = await search({ texts: { audio: 'loud' }, pictures: [{ reference: 'sent' }] })
    expect(found.verdict.modalities.map(({ modality }) => modality).toSorted()).toEqual(['audio', 'visual'])
  })

  it('what follows has texts of its own', async () => {
    const { search, nameOf } = filled
    const found = await search({
      texts: { visual: 'red' },
      weights: { visual: 1 },
      followedBy: { texts: { visual: 'round' }, withinSeconds: 1 },
    })
    expect(found.names[0]).toBe('first 2')
    expect(nameOf.get(found.hits[0]?.followedBy?.scene.id ?? '')).toBe('first 4')
  })

  it('anchors are named by id, by place and by time, and the predecessor’s single one works', async () => {
    const { search, first, idOf } = filled
    const weights = { visual: 1 }
    const byId = await search({ anchors: [{ sceneId: idOf('first 1') }], weights })
    const byPlace = await search({ anchors: [{ videoId: first.id, index: 1 }], weights })
    const byTime = await search({ anchors: [{ videoId: first.id, timeMs: 1500 }], weights })
    const single = await search({ anchor: idOf('first 1'), weights: { visual: 1 }, top_k: 3 })
    expect(byId.names[0]).toBe('first 2')
    expect(byPlace.names).toEqual(byId.names)
    expect(byTime.names).toEqual(byId.names)
    expect(single.names).toEqual(byId.names.slice(0, 3))
  })

  it('less like a scene is less of it', async () => {
    const { search, idOf } = filled
    const found = await search({ query: 'red', lessLike: [{ sceneId: idOf('second 0') }], weights: { visual: 1 } })
    expect(found.names[0]).not.toBe('second 0')
  })

  it('a picture that was sent is embedded once, however often the weights move', async () => {
    const { search, refused, embedding } = filled
    const found = await search({ pictures: [{ reference: 'sent' }], weights: { visual: 1 } })
    expect(found.names[0]).toBe('first 4')
    await search({ pictures: [{ reference: 'sent' }], weights: { visual: 0.3 } })
    expect(embedding.asked.filter(({ item }) => item.kind === 'image')).toHaveLength(1)
    expect(await refused({ pictures: [{ reference: 'gone' }] })).toMatchObject({ code: 'not_found' })
  })
})

describe('what is given back', () => {
  it('pages follow one another by a cursor that goes with this very search', async () => {
    const { search, refused } = filled
    const all = await search({ query: 'red', limit: 100 })
    expect(all.nextCursor).toBeNull()
    const names: string[] = []
    let cursor: string | undefined
    do {
      const page = await search({ query: 'red', limit: 3, ...(cursor === undefined ? {} : { cursor }) })
      names.push(...page.names)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(names).toEqual(all.names)
    const { nextCursor } = await search({ query: 'red', limit: 3 })
    expect(await refused({ query: 'round', limit: 3, cursor: nextCursor ?? '' })).toMatchObject({ code: 'bad_request' })
  })

  it('filters leave what they leave', async () => {
    const { search, second } = filled
    expect((await search({ query: 'red', filter: { videoIds: [second.id] } })).names[0]).toBe('second 0')
    expect((await search({ query: 'red', filter_video_ids: [second.id] })).candidates).toBe(4)
    const nothing = await search({ query: 'red', filter: { tags: ['holiday'] } })
    expect([nothing.names, nothing.verdict.kind]).toEqual([[], 'no_good_match'])
  })

  it('groups by video, the best first', async () => {
    const { search } = filled
    const grouped = await search({ query: 'red', weights: { visual: 1 }, groupByVideo: true })
    expect(grouped.names.map((name) => name.split(' ')[0]).toSorted()).toEqual(['first', 'second'])
    expect(grouped.hits.every(({ moreInVideo }) => moreInVideo !== undefined)).toBe(true)
  })

  it('folds copies into the best of them, and leaves the order of the others as it was', async () => {
    const { store, setCopies, search, nameOf } = filled
    const red = { query: 'red', weights: { visual: 1 } } as const
    const all = await search(red)
    const ids = all.hits.map(({ scene }) => scene.id)
    const numbers = await store.scenes.numbers(ids)
    const group = [ids[1], ids[3], ids[4]].flatMap((id) => numbers[id ?? ''] ?? [])
    setCopies({ groupOf: new Map(group.map((scene) => [scene, group])), isComplete: true })
    expect((await search(red)).names).toEqual(all.names)
    const folded = await search({ ...red, foldAlike: true })
    expect(folded.names).toEqual(all.names.filter((_, at) => at !== 3 && at !== 4))
    expect(folded.hits[1]?.alike?.scenes.map(({ id }) => nameOf.get(id))).toEqual([all.names[3], all.names[4]])
    expect(folded.hits.filter(({ alike }) => alike !== undefined)).toHaveLength(1)
    // Pages are cut from what is folded.
    const first = await search({ ...red, foldAlike: true, limit: 2 })
    const second = await search({ ...red, foldAlike: true, limit: 2, offset: 2 })
    expect([...first.names, ...second.names]).toEqual(folded.names.slice(0, 4))
    setCopies(null)
  })

  it('sorts by time', async () => {
    const { search } = filled
    const found = await search({ query: 'red', weights: { visual: 1 }, sort: 'time' })
    expect(found.names).toEqual(found.names.toSorted())
  })

  it('lists what a filter leaves when nothing is asked, by film and time or by marks', async () => {
    const { search, refused, second, store, idOf } = filled
    const all = await search({ filter: { sceneLengthMs: { min: 0 } } })
    expect(all).toMatchObject({ relevant: 10, candidates: 10, verdict: { kind: 'match', modalities: [] }, notices: [] })
    expect(all.names).toEqual(all.names.toSorted())
    expect(all.hits.map(({ score, relevant, shares }) => ({ score, relevant, shares }))).toEqual(
      Array(10).fill({ score: null, relevant: true, shares: {} }),
    )
    const pages = [await search({ filter: { videoIds: [second.id] }, limit: 3 })]
    pages.push(await search({ filter: { videoIds: [second.id] }, limit: 3, cursor: pages[0]?.nextCursor ?? '' }))
    expect(pages.map(({ names }) => names)).toEqual([['second 0', 'second 1', 'second 2'], ['second 3']])
    expect(pages[1]?.nextCursor).toBeNull()
    const now = '2026-01-01T00:00:00.000Z'
    await store.marks.put([{ sceneId: idOf('second 2') }], { rating: 5 }, now)
    await store.marks.put([{ sceneId: idOf('first 3') }], { rating: 4 }, now)
    const rated = await search({ filter: { rating: { min: 4 } }, sort: 'rating' })
    expect(rated.names).toEqual(['second 2', 'first 3'])
    expect(await search({ filter: { rating: { min: 4, max: 4 } }, groupByVideo: true })).toMatchObject({
      names: ['first 3'],
    })
    expect(await search({ filter: { tags: ['nobody'] } })).toMatchObject({
      names: [],
      verdict: { kind: 'no_good_match', message: 'No scene fits this filter.' },
    })
    expect(await refused({ filter: {} })).toMatchObject({ code: 'bad_request' })
    expect(await refused({ filter: { videoIds: ['nothing'] } })).toMatchObject({ code: 'not_found' })
    const then = { query: 'red', withinSeconds: 5 }
    expect(await refused({ filter: { sceneLengthMs: { min: 0 } }, followedBy: then })).toMatchObject({
      code: 'bad_request',
    })
  })

  it('A then B: only what is followed in time, with what follows', async () => {
    const { search, nameOf } = filled
    const then = { query: 'round', weights: { visual: 1 } }
    const red = { query: 'red', weights: { visual: 1 } }
    const near = await search({ query: 'red', weights: { visual: 1 }, followedBy: { ...then, withinSeconds: 1 } })
    expect(near.names[0]).toBe('first 2')
    expect(nameOf.get(near.hits[0]?.followedBy?.scene.id ?? '')).toBe('first 4')
    const place = near.names.indexOf('first 5')
    expect(place).toBe(-1)
    const never = await search({ query: 'round', weights: { visual: 1 }, followedBy: { ...then, query: 'red' } })
    const alone = await search({ query: 'round', weights: { visual: 1 } })
    expect(never.relevant).toBe(0)
    expect(never.halves).toEqual({ first: alone.relevant, next: (await search(red)).relevant })
    expect(alone).not.toHaveProperty('halves')
  })

  it('orders the best anew by likeness to the best', async () => {
    const made = filled
    const keys = [...made.first.scenes, ...made.second.scenes]
    const likeFirst = made.idOf('second 2')
    await made.write(
      'likeness',
      keys.map((key) => ({
        key,
        vector: [likeFirst, made.idOf('first 1')].includes(key) ? unit(0, 0, 0, 1) : unit(1, 0, 0, 0),
      })),
    )
    const anchors = [{ sceneId: made.idOf('first 1') }]
    const found = await made.search({
      anchors,
      weights: { visual: 1 },
      rerank: { modality: 'likeness', top: 100 },
    })
    expect(found.names[0]).toBe('second 2')
    expect(await made.refused({ query: 'red', rerank: { modality: 'look', top: 10 } })).toMatchObject({
      code: 'conflict',
    })
  })

  it('heat tells of every scene of one video in order of time, scored as in the library', async () => {
    const { engine, first, search, nameOf } = filled
    const found = await engine.heat({ query: 'red', weights: { visual: 1 }, videoId: first.id }, signal)
    if (!found.ok) throw new Error(found.error.message)
    const { scenes } = found.value
    expect(scenes.map(({ sceneId }) => nameOf.get(sceneId))).toEqual(
      [0, 1, 2, 3, 4, 5].map((place) => `first ${place}`),
    )
    const whole = await search({ query: 'red', weights: { visual: 1 } })
    const place = whole.names.indexOf('first 1')
    expect(scenes[1]?.score).toBeCloseTo(whole.hits[place]?.score ?? 0, 9)
  })

  it('scenes like one scene, in one modality or one space', async () => {
    const { engine, idOf, keyOf, store, nameOf } = filled
    const anchor = { sceneId: idOf('first 1') }
    const byName = await engine.scenes({ anchor, space: 'visual', limit: 2 }, signal)
    const [space] = (await store.vectors.list()).filter((one) => one.model === keyOf('visual').model)
    const byId = await engine.scenes({ anchor, space: space?.id ?? '', limit: 2 }, signal)
    if (!byName.ok || !byId.ok) throw new Error('refused')
    expect(byName.value.hits.map(({ scene }) => nameOf.get(scene.id))[0]).toBe('first 2')
    expect(byId.value.hits).toEqual(byName.value.hits)
    const unknown = await engine.scenes({ anchor, space: 'nowhere', limit: 2 }, signal)
    expect(unknown).toMatchObject({ ok: false, error: { code: 'not_found' } })
    const silent = await engine.scenes({ anchor, space: 'audio', limit: 2 }, signal)
    expect(silent).toMatchObject({ ok: false, error: { code: 'conflict' } })
  })
})

describe('what cannot be answered', () => {
  it.each([
    [{ query: '  ' }, 'bad_request', /nothing to search/i],
    [{ query: 'red', weights: { visual: 0, audio: 0 } }, 'bad_request', /zero/],
    [{ anchors: [{ sceneId: 'nobody' }] }, 'not_found', /nobody/],
    [{ query: 'red', filter: { videoIds: ['nowhere'] } }, 'not_found', /nowhere/],
    [{ query: 'red', filter_video_ids: ['nowhere'] }, 'not_found', /nowhere/],
    [{ pictures: [{ reference: 'x' }], weights: { audio: 1 } }, 'bad_request', /says nothing/],
    [{ pictures: [{ videoId: 'nobody', timeMs: 1 }] }, 'not_found', /nobody/],
  ] as const)('%j is refused with a remedy', async (input, code, message) => {
    const { refused } = filled
    // The table is read-only, the request is not.
    const problem = await refused(JSON.parse(JSON.stringify(input)))
    expect(problem).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(problem.remedy.length).toBeGreaterThan(5)
  })

  it('an anchor without sound is searched by the rest, and that is told', async () => {
    const { search, refused, idOf } = filled
    const anchors = [{ sceneId: idOf('first 1') }]
    const found = await search({ anchors, weights: { visual: 1, audio: 1 } })
    expect(found.notices).toMatchObject([{ modality: 'audio', code: 'no_anchor_vector' }])
    expect(await refused({ anchors, weights: { audio: 1 } })).toMatchObject({ code: 'conflict' })
  })

  it('a model that fails is left out with a notice, and refuses only alone', async () => {
    const { search, refused, embedding } = filled
    embedding.broken.add('test-audio')
    const found = await search({ query: 'red', weights: { visual: 1, audio: 1 } })
    expect(found.names.length).toBe(10)
    expect(found.notices).toMatchObject([{ modality: 'audio', code: 'runner_disabled', remedy: 'Restart it.' }])
    expect(await refused({ query: 'red', weights: { audio: 1 } })).toMatchObject({ code: 'conflict' })
  })

  it('nobody waits for a model that does not come while another has answered', async () => {
    const { search, embedding } = filled
    embedding.stuck.add('test-audio')
    const found = await search({ query: 'red', weights: { visual: 1, audio: 1 } })
    expect(found.notices).toMatchObject([{ modality: 'audio', code: 'model_loading' }])
  })

  it('a modality that was never given a model is told only when it was asked for', async () => {
    const { search } = filled
    expect((await search({ query: 'red' })).notices).toEqual([])
  })
})
