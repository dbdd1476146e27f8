import type { Client } from '../client/client.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** Taking back what a person changed of scenes, marks and bins; the core keeps what was changed. */
export interface HistoryActions {
  /** Tells that something was changed, with a way back. Changes of one `group` that follow one another are told as one. */
  readonly noted: (message: string, group?: 'marks') => void
  readonly undo: () => Promise<void>
  readonly redo: () => Promise<void>
  /** When something was changed last, in ms since the page was opened; −1: never. */
  readonly changedAt: () => number
}

const severalChanges = (count: number): string => `${count.toLocaleString()} changes; Undo takes back the last.`

/** Makes the way back of this window. */
export const createHistoryActions = (client: Client, toasts: () => ToastState): HistoryActions => {
  let changedAt = -1
  /** A way back that is offered by an older notice would take back something else. */
  const dropOffers = (but?: string): void => {
    for (const { id, action, group } of toasts().toasts) {
      if (but !== undefined && group?.id === but) continue
      if (action?.label === 'Undo' || action?.label === 'Redo') toasts().dismiss(id)
    }
  }
  const step = async (way: 'undo' | 'redo'): Promise<void> => {
    const answer = await client.call(way, {}, AbortSignal.timeout(60_000))
    dropOffers()
    if (!answer.ok) {
      const { error } = answer
      const isNothing = error.kind === 'refused' && error.code === 'conflict'
      if (isNothing) toasts().show({ message: `There is nothing to ${way}`, lifetimeMs: 2500 })
      else showFailure(toasts(), error)
      return
    }
    const { label } = answer.value
    if (way === 'undo') {
      toasts().show({ message: `Undone: ${label}`, action: { label: 'Redo', run: () => void step('redo') } })
    } else toasts().show({ message: label, action: { label: 'Undo', run: () => void step('undo') } })
  }
  return {
    noted: (message, group) => {
      changedAt = performance.now()
      dropOffers(group)
      toasts().show({
        message,
        ...(group === undefined ? {} : { group: { id: group, several: severalChanges } }),
        action: { label: 'Undo', run: () => void step('undo') },
      })
    },
    undo: () => step('undo'),
    redo: () => step('redo'),
    changedAt: () => changedAt,
  }
}
