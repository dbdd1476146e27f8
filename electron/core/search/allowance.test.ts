import { expect, test } from 'vitest'
import { createAllowance } from './allowance.ts'

const never = new AbortController().signal

test('hands out what there is, in the order of asking', async () => {
  const allowance = createAllowance(10)
  const order: string[] = []
  const first = await allowance.take(6, never)
  const large = allowance.take(8, never).then((back) => {
    order.push('large')
    return back
  })
  const small = allowance.take(1, never).then((back) => {
    order.push('small')
    return back
  })
  await Promise.resolve()
  expect(order).toEqual([])
  first?.()
  first?.()
  const giveBack = await large
  await small
  expect(order).toEqual(['large', 'small'])
  giveBack?.()
  expect(await allowance.take(9, never)).not.toBeNull()
})

test('more than there is gets all of it', async () => {
  const allowance = createAllowance(10)
  const all = await allowance.take(1000, never)
  const next = allowance.take(1, never)
  expect(await Promise.race([next, Promise.resolve('waits')])).toBe('waits')
  all?.()
  expect(await next).not.toBeNull()
})

test('who gives up leaves the queue, and lets others pass', async () => {
  const allowance = createAllowance(10)
  const held = await allowance.take(6, never)
  const controller = new AbortController()
  const large = allowance.take(8, controller.signal)
  const small = allowance.take(2, never)
  controller.abort()
  expect(await large).toBeNull()
  expect(await small).not.toBeNull()
  expect(await allowance.take(1, AbortSignal.abort())).toBeNull()
  held?.()
  expect(await allowance.take(8, never)).not.toBeNull()
})
