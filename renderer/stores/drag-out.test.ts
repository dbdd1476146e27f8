import { expect, it } from 'vitest'
import type { DragOut } from '../../electron/contract/desktop-bridge.ts'
import type { CreateExportInput, Export } from '../../electron/contract/index.ts'
import { createDragOut } from './drag-out.ts'

const scenes = { source: { sceneIds: ['s1', 's2'] }, videoIds: ['v1', 'v1'] }

/** A desktop whose exports end when the test says so. */
const desk = (dragOut: 'original' | 'clip') => {
  const dragged: DragOut[] = []
  const asked: CreateExportInput[] = []
  const told: string[] = []
  let end: (answer: Export | string) => void = () => undefined
  const actions = createDragOut({
    desktop: { dragOut: (what) => void dragged.push(what) },
    exportFiles: (input) => {
      asked.push(input)
      return new Promise((resolve) => {
        end = resolve
      })
    },
    preferences: () => ({ dragOut }),
    toasts: () => ({ show: ({ message }) => told.push(message) }),
  })
  return { actions, dragged, asked, told, end: (answer: Export | string) => end(answer) }
}
const done = { id: 'x1', state: 'done', files: [{ path: '/a.mp4' }] } as unknown as Export

it('is none in a browser', () => {
  const actions = createDragOut({
    desktop: null,
    exportFiles: () => Promise.resolve(done),
    preferences: () => ({ dragOut: 'original' }),
    toasts: () => ({ show: () => 0 }),
  })
  expect(actions.begin(scenes)).toBe(false)
})

it('holds the originals, each once, or those of a bin', () => {
  const { actions, dragged, asked } = desk('original')
  expect(actions.begin(scenes)).toBe(true)
  actions.begin({ source: { binId: 'b1' }, videoIds: [] })
  expect(dragged).toEqual([{ videoIds: ['v1'] }, { binId: 'b1' }])
  expect(asked).toEqual([])
})

it('makes clips once, tells when they are ready, and holds them then', async () => {
  const { actions, dragged, asked, told, end } = desk('clip')
  expect(actions.begin(scenes)).toBe(true)
  expect(actions.begin(scenes)).toBe(true)
  expect(asked).toEqual([{ source: scenes.source, kind: 'clips', mode: 'exact' }])
  expect(dragged).toEqual([])
  end(done)
  await expect.poll(() => told.at(-1)).toBe('The clip is ready: drag again with Alt.')
  actions.begin(scenes)
  expect(dragged).toEqual([{ exportId: 'x1' }])
})

it('tells why clips could not be made, and tries again with the next drag', async () => {
  const { actions, asked, told, end } = desk('clip')
  actions.begin(scenes)
  end('The disk is full.')
  await expect.poll(() => told.at(-1)).toBe('The disk is full.')
  actions.begin(scenes)
  expect(asked).toHaveLength(2)
})
