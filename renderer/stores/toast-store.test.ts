import { describe, expect, it } from 'vitest'
import { createToastStore } from './toast-store.ts'

const messages = (store: ReturnType<typeof createToastStore>) =>
  store.getState().toasts.map(({ message, count }) => `${message} ×${count}`)

describe('toasts', () => {
  it('count what is told again while it is on show, and begin anew after it was closed', () => {
    const store = createToastStore()
    const { show, dismiss } = store.getState()
    show({ message: 'Copied' })
    show({ message: 'Cut again' })
    const last = show({ message: 'Copied' })
    expect(messages(store)).toEqual(['Cut again ×1', 'Copied ×2'])
    dismiss(last)
    show({ message: 'Copied' })
    expect(messages(store)).toEqual(['Cut again ×1', 'Copied ×1'])
    show({ message: 'Copied', detail: 'Something else' })
    expect(store.getState().toasts).toHaveLength(3)
  })

  it('of one group are one notice, that stays where it is and tells how many there were', () => {
    const store = createToastStore()
    const group = { id: 'marks', several: (count: number) => `${count} changes` }
    const { show } = store.getState()
    const first = show({ message: 'Rated', group })
    show({ message: 'Copied' })
    expect(show({ message: 'Picked', group })).toBe(first)
    expect(messages(store)).toEqual(['Copied ×1', 'Picked ×2'])
    expect(store.getState().toasts.at(-1)?.detail).toBe('2 changes')
  })

  it('go by themselves, but problems stay until they are closed, also when others come', () => {
    const store = createToastStore()
    const { show } = store.getState()
    show({ tone: 'problem', message: 'It failed' })
    for (const message of ['a', 'b', 'c', 'd']) show({ message })
    expect(messages(store)).toEqual(['It failed ×1', 'c ×1', 'd ×1'])
    expect(store.getState().toasts.map(({ lifetimeMs }) => lifetimeMs)).toEqual([null, 5000, 5000])
  })
})
