import type { StateStorage } from 'zustand/middleware'
import {
  patchPreferencesSchema,
  preferencesSchema,
  type SavedPreferences,
  savedPreferencesSchema,
} from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'

/** Preferences that follow each other quickly, as those of a slider that moves, are sent together. */
const gatherMs = 250
const readWithinMs = 5000
const saveWithinMs = 10_000

const kept = (text: string | null): Readonly<Record<string, unknown>> => {
  try {
    const state: unknown = Reflect.get(Object(JSON.parse(text ?? '{}')), 'state')
    return { ...Object(state) }
  } catch {
    return {}
  }
}

/** Where the preferences lie, and what it means that another window changed some. */
export interface PreferenceStorage extends StateStorage {
  /** Takes what the core has for what is stored, but for fields that this window has changed and not sent yet; answers what is new here. */
  readonly takeOver?: (saved: SavedPreferences) => Readonly<Record<string, unknown>>
}

/** The fields of one state that the other does not have alike. */
const changedFields = (
  after: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  )

/** The preferences that whoever serves the page writes into its first line (`electron/api/static-files.ts`); null without. */
export const preferencesInPage = (text: string | undefined): SavedPreferences | null => {
  try {
    return savedPreferencesSchema.safeParse(JSON.parse(text ?? 'null')).data ?? null
  } catch {
    return null
  }
}

/**
 * A storage of one text, the preferences, that lies in the core, so that they follow the library and not the port of a host.
 * Only fields that changed are sent: another window's own changes stay. What an earlier version left in the browser is taken
 * over where nobody has set anything yet, and forgotten there. The core is asked only where the page does not bring the
 * preferences (`inPage`): a page that waits for an answer before it is drawn loses the keys that are pressed meanwhile.
 */
export const openPreferenceStorage = async (
  client: Client,
  browser: Pick<Storage, 'getItem' | 'removeItem'>,
  page: Pick<Window, 'addEventListener'>,
  inPage: SavedPreferences | null = null,
): Promise<PreferenceStorage> => {
  let state: Readonly<Record<string, unknown>> = {}
  let waiting: Record<string, unknown> = {}
  const onTheirWay = new Set<Readonly<Record<string, unknown>>>()
  let timer: ReturnType<typeof setTimeout> | null = null
  const send = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const body = patchPreferencesSchema.safeParse(waiting)
    waiting = {}
    if (!body.success || Object.keys(body.data).length === 0) return
    onTheirWay.add(body.data)
    void client
      .call('patchPreferences', { body: body.data }, AbortSignal.timeout(saveWithinMs))
      .finally(() => onTheirWay.delete(body.data))
  }
  const change = (next: Readonly<Record<string, unknown>>): void => {
    waiting = { ...waiting, ...changedFields(next, state) }
    state = next
    timer ??= setTimeout(send, gatherMs)
  }
  let saved = inPage
  if (saved === null) {
    const answer = await client.call('getPreferences', {}, AbortSignal.timeout(readWithinMs))
    if (answer.ok) saved = answer.value
  }
  if (saved !== null) {
    const { savedAt: _, ...preferences } = saved
    state = preferences
  }
  return {
    getItem: (name) => {
      const old = browser.getItem(name)
      if (old !== null && saved !== null) {
        browser.removeItem(name)
        // Read leniently: an unknown field is left, one that cannot be read has its default.
        if (saved.savedAt === null) change(preferencesSchema.parse(kept(old)))
      }
      // A reload asks for the page, in which the preferences stand, before it hides this one.
      for (const leaving of ['beforeunload', 'pagehide']) page.addEventListener(leaving, send)
      return JSON.stringify({ state, version: 1 })
    },
    setItem: (_name, text) => change(kept(text)),
    removeItem: () => undefined,
    takeOver: ({ savedAt: _, ...preferences }) => {
      const own = new Set([waiting, ...onTheirWay].flatMap((fields) => Object.keys(fields)))
      const fresh = Object.fromEntries(
        Object.entries(changedFields(preferences, state)).filter(([name]) => !own.has(name)),
      )
      state = { ...state, ...fresh }
      return fresh
    },
  }
}
