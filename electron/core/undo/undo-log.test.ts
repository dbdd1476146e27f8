import { expect, it } from 'vitest'
import { ok } from '../../domain/result.ts'
import { refuse } from '../failures.ts'
import { createUndoLog, type UndoableChange } from './undo-log.ts'

const change = (log: string[], name: string, works = true): UndoableChange => {
  const done = (what: string) => async () => {
    log.push(`${what} ${name}`)
    return works ? ok(null) : refuse('not_found', 'It is gone.')
  }
  return { kind: 'scenes-merged', videoIds: [name], undo: done('undo'), redo: done('redo') }
}

it('undoes from the newest and redoes from the oldest undone, and says what is next', async () => {
  const log = createUndoLog()
  const calls: string[] = []
  log.record(change(calls, 'a'))
  log.record(change(calls, 'b'))
  expect(await Promise.all([log.undo(), log.undo()])).toMatchObject([
    { value: { label: 'Scenes merged', videoIds: ['b'], nextUndo: 'Scenes merged', nextRedo: 'Scenes merged' } },
    { value: { videoIds: ['a'], nextUndo: null } },
  ])
  expect(await log.undo()).toMatchObject({ ok: false, error: { code: 'conflict' } })
  expect(await log.redo()).toMatchObject({ value: { videoIds: ['a'] } })
  expect(calls).toEqual(['undo b', 'undo a', 'redo a'])
})

it('forgets what was undone once something new is done', async () => {
  const log = createUndoLog()
  log.record(change([], 'a'))
  await log.undo()
  log.record(change([], 'b'))
  expect(await log.redo()).toMatchObject({ ok: false, error: { code: 'conflict' } })
})

it('drops a change that cannot be undone, and goes on with the one before', async () => {
  const log = createUndoLog()
  log.record(change([], 'a'))
  log.record(change([], 'gone', false))
  expect(await log.undo()).toMatchObject({ ok: false, error: { code: 'not_found' } })
  expect(await log.undo()).toMatchObject({ value: { videoIds: ['a'] } })
})

it('forgets a kind of change as if it had never happened', async () => {
  const log = createUndoLog()
  const named = (name: string): UndoableChange => ({ ...change([], name), kind: 'people-changed' })
  for (const each of [change([], 'a'), named('x'), change([], 'b'), named('y')]) log.record(each)
  await log.undo()
  log.forget('people-changed')
  expect(await log.redo()).toMatchObject({ ok: false, error: { code: 'conflict' } })
  expect(await log.undo()).toMatchObject({ value: { videoIds: ['b'], nextUndo: 'Scenes merged' } })
})
