import type { QueryClient } from '@tanstack/react-query'
import type {
  Bin,
  BinDetails,
  BinEntry,
  BinItem,
  CreateBin,
  CreateExportInput,
  Export,
  PatchBin,
  PatchBinItems,
} from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { type ClientError, describeClientError } from '../client/client-error.ts'
import { binsQuery } from '../queries/bin-queries.ts'
import { queryKeys } from '../queries/query-keys.ts'
import type { PreferencesState } from './preferences-store.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What can be done with bins and exports; a refusal is told in a notice. */
export interface BinActions {
  /** Makes a bin, which is the current one from then on; null when it was refused. */
  readonly create: (input: CreateBin) => Promise<Bin | null>
  /** Makes a bin of the ranges that another holds, or that a smart bin finds now; null when it was refused. */
  readonly duplicate: (bin: BinDetails) => Promise<Bin | null>
  /** Puts ranges into a bin, by default into the current one; without any a bin is made. */
  readonly add: (entries: readonly BinEntry[], binId?: string) => Promise<void>
  readonly change: (id: string, patch: PatchBin) => Promise<void>
  /** Deletes a bin; the notice brings it back with all its ranges. */
  readonly remove: (bin: Bin) => Promise<void>
  /** Trims, notes, removes and orders ranges. */
  readonly changeItems: (id: string, change: PatchBinItems) => Promise<void>
  /** Writes files and waits for them, telling how far they are; a text says why not. */
  readonly exportFiles: (input: CreateExportInput, onProgress?: (exported: Export) => void) => Promise<Export | string>
  /** Stops an export; files that are complete stay. */
  readonly cancelExport: (id: string) => Promise<void>
}

const answerWithinMs = 30_000
const pollMs = 120

const wordsOf = (error: ClientError): string => {
  const { message, remedy } = describeClientError(error)
  return remedy === '' ? message : `${message} ${remedy}`
}

/** A range as a change leaves it; its times follow with the answer. */
const withTrim = (item: BinItem, change: NonNullable<PatchBinItems['items']>[number] | undefined): BinItem => ({
  ...item,
  startFrame: change?.startFrame ?? item.startFrame,
  endFrame: change?.endFrame ?? item.endFrame,
  note: change?.note ?? item.note,
  handlesFrames: change?.handlesFrames === undefined ? item.handlesFrames : change.handlesFrames,
})

/** Makes the actions on bins. */
export const createBinActions = (
  client: Client,
  cache: QueryClient,
  toasts: () => ToastState,
  preferences: () => PreferencesState,
): BinActions => {
  const limit = (): AbortSignal => AbortSignal.timeout(answerWithinMs)
  const listAgain = (): Promise<void> => cache.invalidateQueries({ queryKey: queryKeys.bins })
  const put = (bin: BinDetails): void => void cache.setQueryData(queryKeys.bin(bin.id), bin)
  const details = async (id: string): Promise<BinDetails | null> => {
    const answer = await client.call('getBin', { params: { id } }, limit())
    return answer.ok ? answer.value : null
  }

  const create: BinActions['create'] = async (body) => {
    const answer = await client.call('createBin', { body }, limit())
    if (!answer.ok) {
      showFailure(toasts(), answer.error)
      return null
    }
    if (answer.value.kind === 'bin') preferences().change({ currentBin: answer.value.id })
    await listAgain()
    return answer.value
  }

  const current = async (): Promise<Bin | null> => {
    const bins = await cache.fetchQuery(binsQuery(client)).catch(() => [])
    const plain = bins.filter(({ kind }) => kind === 'bin')
    return plain.find(({ id }) => id === preferences().currentBin) ?? plain[0] ?? (await create({ name: 'Selects' }))
  }

  /** Trims and notes show at once: the next key begins where this one ended. */
  const showTrims = (id: string, { items = [] }: PatchBinItems): void => {
    const changes = new Map(items.map((item) => [item.id, item]))
    cache.setQueryData<BinDetails>(queryKeys.bin(id), (bin) =>
      bin === undefined || changes.size === 0
        ? bin
        : { ...bin, items: bin.items.map((item) => withTrim(item, changes.get(item.id))) },
    )
  }

  let changing: Promise<unknown> = Promise.resolve()
  let lastChange = 0
  const changeItems: BinActions['changeItems'] = async (id, change) => {
    lastChange += 1
    const mine = lastChange
    showTrims(id, change)
    const before = changing
    const asked = (async () => {
      await before
      return await client.call('patchBinItems', { params: { id }, body: change }, limit())
    })()
    changing = asked
    const answer = await asked
    if (!answer.ok) {
      showFailure(toasts(), answer.error)
      await cache.invalidateQueries({ queryKey: queryKeys.bin(id) })
    } else if (mine === lastChange) put(answer.value)
    await listAgain()
  }

  const fill = async (made: Bin, items: BinDetails['items']): Promise<void> => {
    const entries = items
      .filter(({ state }) => state !== 'removed')
      .map(({ videoId, startFrame, endFrame, note, handlesFrames }) => ({
        videoId,
        startFrame,
        endFrame,
        note,
        handlesFrames,
      }))
    if (entries.length > 0)
      await client.call('addBinItems', { params: { id: made.id }, body: { items: entries } }, limit())
    await Promise.all([listAgain(), cache.invalidateQueries({ queryKey: queryKeys.bin(made.id) })])
  }

  const bringBack = async (bin: Bin, items: BinDetails['items']): Promise<void> => {
    const { name, parentId, searchId } = bin
    const made = await create({ name, parentId, ...(searchId === null ? {} : { searchId }) })
    if (made !== null && bin.kind === 'bin') await fill(made, items)
  }

  return {
    create,
    duplicate: async (bin) => {
      const made = await create({ name: bin.kind === 'smart' ? bin.name : `${bin.name} copy`, parentId: bin.parentId })
      if (made !== null) await fill(made, bin.items)
      return made
    },
    changeItems,
    add: async (entries, binId) => {
      if (entries.length === 0) return
      const bin = binId === undefined ? await current() : await details(binId)
      if (bin === null) return
      preferences().change({ currentBin: bin.id })
      const answer = await client.call(
        'addBinItems',
        { params: { id: bin.id }, body: { items: [...entries] } },
        limit(),
      )
      if (!answer.ok) {
        showFailure(toasts(), answer.error)
        return
      }
      const { items } = answer.value
      toasts().show({
        message: `Added ${items.length === 1 ? '1 range' : `${items.length.toLocaleString()} ranges`} to “${bin.name}”`,
        action: { label: 'Undo', run: () => void changeItems(bin.id, { remove: items.map(({ id }) => id) }) },
        lifetimeMs: 5000,
      })
      await Promise.all([listAgain(), cache.invalidateQueries({ queryKey: queryKeys.bin(bin.id) })])
    },
    change: async (id, patch) => {
      const answer = await client.call('patchBin', { params: { id }, body: patch }, limit())
      if (!answer.ok) showFailure(toasts(), answer.error)
      await Promise.all([listAgain(), cache.invalidateQueries({ queryKey: queryKeys.bin(id) })])
    },
    remove: async (bin) => {
      const held = bin.kind === 'bin' ? await details(bin.id) : null
      const answer = await client.call('deleteBin', { params: { id: bin.id } }, limit())
      if (!answer.ok) showFailure(toasts(), answer.error)
      else
        toasts().show({
          message: `Deleted “${bin.name}”`,
          detail: 'Videos and scenes were not touched.',
          ...(bin.kind === 'folder'
            ? {}
            : { action: { label: 'Undo', run: () => void bringBack(bin, held?.items ?? []) } }),
        })
      await listAgain()
    },
    cancelExport: async (id) => {
      const answer = await client.call('cancelExport', { params: { id } }, limit())
      if (!answer.ok) showFailure(toasts(), answer.error)
    },
    exportFiles: async (input, onProgress) => {
      const made = await client.call('createExport', { body: input }, limit())
      if (!made.ok) return wordsOf(made.error)
      for (;;) {
        const now = await client.call('getExport', { params: { id: made.value.id } }, limit())
        if (!now.ok) return wordsOf(now.error)
        const { state, error } = now.value
        if (state === 'done') return now.value
        if (state === 'cancelled') return 'The export was cancelled; files that were complete are kept.'
        onProgress?.(now.value)
        if (state === 'failed') return error === undefined ? 'The export failed.' : `${error.message} ${error.remedy}`
        await new Promise((resolve) => setTimeout(resolve, pollMs))
      }
    },
  }
}
