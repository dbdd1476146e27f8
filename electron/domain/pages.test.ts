import { expect, it } from 'vitest'
import { pages } from './pages.ts'

const numbers = (asked: (string | undefined)[]) => async (position: { readonly cursor?: string }) => {
  asked.push(position.cursor)
  const from = Number(position.cursor ?? 0)
  return { items: [from, from + 1], nextCursor: from < 4 ? String(from + 2) : null }
}

it('reads to the end, each page once', async () => {
  const asked: (string | undefined)[] = []
  const read: number[] = []
  for await (const items of pages(numbers(asked))) read.push(...items)
  expect(read).toEqual([0, 1, 2, 3, 4, 5])
  expect(asked).toEqual([undefined, '2', '4'])
})

it('reads no further than it is asked', async () => {
  const asked: (string | undefined)[] = []
  for await (const items of pages(numbers(asked))) if (items.includes(2)) break
  expect(asked).toEqual([undefined, '2'])
})
