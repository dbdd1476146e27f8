import { expect, it } from 'vitest'
import { semanticSearchSchema } from '../../contract/index.ts'
import { mustOpen, temporaryLibrary } from '../../store/fixtures/temporary-library.ts'
import { createSavedSearches } from './saved-searches.ts'

const request = semanticSearchSchema.parse({ query: 'red circle', weights: { visual: 0.6 } })

/** These searches compare with no files. */
const noFiles = { countGone: async () => 0, keepFor: async () => {}, keepOnlyFor: async () => {} }

it('saves searches, and refuses a name that is taken and an id that nobody has', async () => {
  const store = await mustOpen(await temporaryLibrary())
  const { saved } = createSavedSearches(store.searches, noFiles)
  const created = await saved.create({ name: 'Circles', request })
  if (!created.ok) throw new Error(created.error.message)
  const { id } = created.value
  expect(await saved.get(id)).toEqual(created)
  const taken = { ok: false, error: { code: 'conflict', remedy: expect.stringContaining('another name') } }
  expect(await saved.create({ name: 'CIRCLES', request })).toMatchObject(taken)
  const other = await saved.create({ name: 'Squares', request })
  if (!other.ok) throw new Error(other.error.message)
  expect(await saved.patch(other.value.id, { name: 'circles' })).toMatchObject(taken)
  expect(await saved.patch(id, { name: 'Round' })).toMatchObject({ ok: true, value: { id, name: 'Round', request } })
  expect((await saved.list({ limit: 10 })).items.map(({ name }) => name)).toEqual(['Round', 'Squares'])
  expect(await saved.delete(id)).toEqual({ ok: true, value: null })
  const unknown = { ok: false, error: { code: 'not_found', remedy: expect.any(String) } }
  for (const answer of [await saved.get(id), await saved.patch(id, {}), await saved.delete(id)]) {
    expect(answer).toMatchObject(unknown)
  }
  await store.close()
})

it('tells searches of late and forgets them', async () => {
  const store = await mustOpen(await temporaryLibrary())
  const { history, clearHistory } = createSavedSearches(store.searches, noFiles)
  await store.searches.remember(request, 7, '2026-03-01T12:00:00.000Z')
  expect((await history({ limit: 10 })).items).toMatchObject([{ request: { query: 'red circle' }, relevant: 7 }])
  await clearHistory()
  expect((await history({ limit: 10 })).items).toEqual([])
  await store.close()
})
