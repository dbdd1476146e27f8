import { expect, it } from 'vitest'
import { npyHeader } from './npy.ts'

it.each([
  [0, 512],
  [1, 1],
  [1_000_000, 768],
])('describes %i × %i floats as numpy.lib.format does', (rows, columns) => {
  const header = Buffer.from(npyHeader(rows, columns))
  expect(header.subarray(0, 8)).toEqual(Buffer.from('\x93NUMPY\x01\x00', 'latin1'))
  expect(header.length % 64).toBe(0)
  expect(header.readUInt16LE(8)).toBe(header.length - 10)
  const text = header.toString('latin1', 10)
  expect(text.trimEnd()).toBe(`{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`)
  expect(text.endsWith('\n')).toBe(true)
})

it('has the same length whatever the shape', () => {
  expect(npyHeader(1, 1)).toHaveLength(npyHeader(999_999_999, 99_999).length)
})
