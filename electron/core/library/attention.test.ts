import { expect, it } from 'vitest'
import { attentionLastsMs } from '../../domain/jobs/attention.ts'
import { createAttention } from './attention.ts'

const board = () => {
  const clock = { ms: 0, changes: 0 }
  const attention = createAttention({ elapsedMs: () => clock.ms }, () => {
    clock.changes += 1
  })
  return { attention, clock }
}

it('keeps what each window shows until it says otherwise, and tells when that is something else', () => {
  const { attention, clock } = board()
  attention.report({ window: 'w1', visible: ['a', 'b'], open: null })
  clock.ms = 5
  attention.report({ window: 'w2', visible: ['c'], open: 'd' })
  expect(attention.now()).toEqual({ opened: ['d'], first: ['d', 'c', 'a', 'b'] })
  expect(clock.changes).toBe(2)
  attention.report({ window: 'w2', visible: ['c'], open: 'd' })
  expect(clock.changes).toBe(2)
  attention.report({ window: 'w2', visible: [], open: null })
  expect(attention.now()).toEqual({ opened: [], first: ['a', 'b'] })
  expect(clock.changes).toBe(3)
})

it('forgets a window that says nothing any more, and all of them when nobody follows the events', () => {
  const { attention, clock } = board()
  attention.report({ visible: ['a'], open: null })
  clock.ms = attentionLastsMs - 1
  attention.report({ window: 'w2', visible: ['b'], open: null })
  clock.ms = attentionLastsMs
  expect(attention.now().first).toEqual(['b'])
  attention.forget()
  expect(attention.now().first).toEqual([])
})

it('has room for many windows, but not for any number of them', () => {
  const { attention } = board()
  for (let window = 0; window < 1_000; window += 1) {
    attention.report({ window: `w${window}`, visible: [`v${window}`], open: null })
  }
  expect(attention.now().first).toHaveLength(50)
})
