import { describe, expect, it } from 'vitest'
import { createArena, noAddress, writeStructure } from './arena.ts'
import { recordStructure, searchStructure } from './memory-layout.ts'

describe('regions of the shared memory', () => {
  it('lie apart, aligned and never at the address of nothing', () => {
    const arena = createArena()
    const lengths = [1, 64, 65, 4096, 100_000, 3]
    const regions = lengths.map((length) => arena.allocate(length))
    let end: number = noAddress
    for (const [index, { address, byteLength, bytes }] of regions.entries()) {
      expect(address % 64).toBe(0)
      expect(address).toBeGreaterThanOrEqual(Math.max(64, end))
      expect(byteLength).toBe(lengths[index])
      expect(bytes).toHaveLength(byteLength)
      end = address + byteLength
    }
    expect(arena.used()).toBe(64 + 64 + 128 + 4096 + 100_032 + 64)
  })

  it('are zeros, also where others were before, unless anything will do', () => {
    const arena = createArena()
    const first = arena.allocate(1000)
    first.bytes.fill(7)
    first.free()
    const again = arena.allocate(1000, 'anything')
    expect(again.address).toBe(first.address)
    again.free()
    expect(arena.allocate(1000).bytes.every((byte) => byte === 0)).toBe(true)
  })

  it('can be used while the memory grows', () => {
    const arena = createArena()
    const region = arena.copyOf(Float32Array.of(1, 2, 3))
    const { floats } = region
    const before = arena.memory.buffer.byteLength
    const large = arena.allocate(20 * 2 ** 20)
    expect(arena.memory.buffer.byteLength).toBeGreaterThan(before)
    large.bytes.fill(255)
    floats[1] = 5
    expect([...new Float32Array(arena.memory.buffer, region.address, 3)]).toEqual([1, 5, 3])
  })

  it('are given back once', () => {
    const arena = createArena()
    const region = arena.allocate(10)
    region.free()
    expect(arena.used()).toBe(0)
    expect(() => region.free()).toThrow('twice')
  })

  it('have parts that stay inside', () => {
    const region = createArena().allocate(128)
    region.part(64, 8).integers.set([4, -5])
    expect([...region.integers.subarray(15, 19)]).toEqual([0, 4, -5, 0])
    expect(() => region.part(100, 29)).toThrow(RangeError)
  })

  it('hold structures by the names of their fields', () => {
    const arena = createArena()
    const search = arena.structure(searchStructure)
    search.set({ terms: 0xf000_0000, termCount: -1 })
    search.set({ isLinear: 1 })
    const integers = new Int32Array(arena.memory.buffer, search.address, 4)
    expect([integers[0] === 0xf000_0000 - 2 ** 32, ...integers.subarray(1)]).toEqual([true, -1, 1, 0])
    const records = arena.allocate(24)
    writeStructure(records.part(12, 12), recordStructure, { slot: 3, low: 0.5, high: 1.5 })
    expect(records.integers[3]).toBe(3)
    expect([...records.floats.subarray(4, 6)]).toEqual([0.5, 1.5])
  })
})
