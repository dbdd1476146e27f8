import { describe, expect, it } from 'vitest'
import { sceneSearchSchema, semanticSearchSchema, storedSearchSchema, wordsForNames } from './search-request.ts'

describe('the body of the predecessor', () => {
  it('comes out in the shape of today', () => {
    const legacy = { query: 'red', anchor: 's1', filter_video_ids: ['v1'], top_k: 3 }
    const current = { query: 'red', anchors: [{ sceneId: 's1' }], filter: { videoIds: ['v1'] }, limit: 3 }
    expect(semanticSearchSchema.parse(legacy)).toEqual(semanticSearchSchema.parse(current))
  })

  it('joins what is given in the shape of today', () => {
    const both = {
      anchor: { videoId: 'v1', index: 2 },
      anchors: [{ sceneId: 's1' }],
      filter: { videoIds: ['v1', 'v2'], hasAudio: true },
      filter_video_ids: ['v2', 'v3'],
      limit: 5,
      top_k: 9,
    }
    expect(semanticSearchSchema.parse(both)).toMatchObject({
      anchors: [{ videoId: 'v1', index: 2 }, { sceneId: 's1' }],
      filter: { videoIds: ['v2'], hasAudio: true },
      limit: 5,
    })
  })

  it('filters nothing by an empty filter or by null, and everything by an empty list', () => {
    expect(semanticSearchSchema.parse({ filter: {}, filter_video_ids: null }).filter).toBeUndefined()
    expect(semanticSearchSchema.parse({ filter_video_ids: [] }).filter).toEqual({ videoIds: [] })
  })

  it('is taken by a search for scenes like one, which calls its limit top_k', () => {
    const anchor = { sceneId: 's1' }
    expect(sceneSearchSchema.parse({ anchor })).toEqual({ anchor, limit: 50 })
    expect(sceneSearchSchema.parse({ anchor, filter_video_ids: ['v1'], top_k: 2 })).toEqual({
      anchor,
      filter: { videoIds: ['v1'] },
      limit: 2,
    })
    expect(sceneSearchSchema.safeParse({ anchor, limit: 2 }).success).toBe(false)
  })
})

describe('a search in its one shape', () => {
  it('can be sent again, and stays as it is', () => {
    const once = semanticSearchSchema.parse({ not: 'rain', anchor: 's1', followedBy: { query: 'sea' }, top_k: 7 })
    expect(semanticSearchSchema.parse(once)).toEqual(once)
  })

  it('may have one anchor more than a client may list', () => {
    const anchors = Array.from({ length: 64 }, (_, at) => ({ sceneId: `s${at}` }))
    const joined = semanticSearchSchema.parse({ anchor: 'first', anchors })
    expect(joined.anchors).toHaveLength(65)
    expect(storedSearchSchema.parse(joined)).toEqual(joined)
    expect(semanticSearchSchema.safeParse({ anchors: [...anchors, { sceneId: 'more' }] }).success).toBe(false)
  })

  it('takes a text for each modality that takes words, and for no other', () => {
    const once = semanticSearchSchema.parse({
      texts: { visual: 'red circle', audio: 'helicopter', captions: 'hello' },
      followedBy: { texts: { audio: 'splash' } },
    })
    expect(storedSearchSchema.parse(once)).toEqual(once)
    expect(semanticSearchSchema.safeParse({ texts: { look: 'red' } }).success).toBe(false)
    expect(semanticSearchSchema.safeParse({ texts: { visual: 'x'.repeat(1001) } }).success).toBe(false)
  })

  it('does not know the fields of the predecessor', () => {
    expect(storedSearchSchema.safeParse({ query: 'red', top_k: 3 }).success).toBe(false)
  })
})

it('looks for videos by the words for every modality, else by those of single ones', () => {
  expect(wordsForNames({ query: ' red bridge ', texts: { visual: 'river' } })).toBe('red bridge')
  expect(wordsForNames({ texts: { visual: 'river', audio: 'bell' } })).toBe('river bell')
  expect(wordsForNames({ query: ' ' })).toBe('')
})
