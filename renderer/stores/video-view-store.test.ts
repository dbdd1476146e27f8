import { expect, it } from 'vitest'
import { createVideoViewStore, noMarks } from './video-view-store.ts'

const tab = (kept?: string) => {
  const texts = new Map<string, string>(kept === undefined ? [] : [['goodclips-video-marks', kept]])
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    text: () => texts.get('goodclips-video-marks'),
  }
}

it('keeps in and out over a reload of the tab, and forgets those that were cleared', () => {
  const session = tab()
  const store = createVideoViewStore(session)
  store.getState().setMarks('a', { inMs: 40, outMs: 1200 })
  store.getState().setMarks('b', { inMs: 7, outMs: null })
  store.getState().setMarks('a', noMarks)
  const again = createVideoViewStore(tab(session.text()))
  expect([...again.getState().marks]).toEqual([['b', { inMs: 7, outMs: null }]])
})

it('begins with none where nothing is kept, or what is kept cannot be read', () => {
  for (const session of [undefined, tab(), tab('{'), tab('{"a":{"inMs":"x"}}'), tab('[]')]) {
    expect(createVideoViewStore(session).getState().marks.size).toBe(0)
  }
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error('QuotaExceededError')
    },
  }
  const store = createVideoViewStore(full)
  store.getState().setMarks('a', { inMs: 1, outMs: 2 })
  expect(store.getState().marks.get('a')).toEqual({ inMs: 1, outMs: 2 })
})
