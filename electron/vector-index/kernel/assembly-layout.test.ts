import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { queryStructure, recordStructure, structures, termStructure } from '../arena/memory-layout.ts'
import { assemblyLayout, assemblyLayoutPath } from './assembly-layout.ts'

it('is in the kernel as the table says', async () => {
  expect(await readFile(assemblyLayoutPath, 'utf8')).toBe(assemblyLayout())
})

it('puts fields one after another, and no structure across another', () => {
  for (const { fields, bytes, name } of structures) {
    const offsets = Object.values(fields).map(({ offset }) => offset)
    expect(offsets, name).toEqual(offsets.map((_, index) => index * 4))
    expect(bytes, name).toBeGreaterThanOrEqual(offsets.length * 4)
  }
  expect(recordStructure.bytes).toBe(12)
  expect(termStructure.bytes % 64).toBe(0)
  // The look-up tables behind it are read 16 bytes at a time.
  expect(queryStructure.bytes % 16).toBe(0)
})
