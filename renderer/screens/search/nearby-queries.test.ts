import { describe, expect, it } from 'vitest'
import { nearbyQueries } from './nearby-queries.ts'

describe('a search without result', () => {
  it('offers what is nearest', () => {
    expect(nearbyQueries('"red bridges"')).toEqual(['red bridges', 'red* bridg*', 'red', 'bridges'])
    expect(nearbyQueries('cat')).toEqual(['cat*'])
  })
})
