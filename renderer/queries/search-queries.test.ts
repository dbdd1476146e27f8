import { expect, it } from 'vitest'
import { firstOfBoth } from './search-queries.ts'

it('offers what has the text in its title before what has it in another name, once', () => {
  const [end, market, march] = [{ id: 'end' }, { id: 'market' }, { id: 'march' }]
  expect(firstOfBoth([march, market], [end, market], 5)).toEqual([march, market, end])
  expect(firstOfBoth([march, market], [end], 2)).toEqual([march, market])
})
