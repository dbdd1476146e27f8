import { expect, test } from 'vitest'
import { parameterSetsOf, usedNumbers, withParameterSets } from './parameter-sets.ts'
import { saysWholePictures } from './sequence-extension.ts'
import { whatDiffers } from './smart-cut.ts'

const frames = (count: number, first = 0) =>
  Array.from({ length: count }, (_, index) => ({ time: first + index * 0.04, sum: `sum ${index}` }))
const copied = { before: 2, frames: 3 }

test('a clip equals its film by count, times, and pixels of what was copied', () => {
  const film = frames(6, 3)
  const encoded = frames(6).map((frame, index) => (index < 2 || index > 4 ? { ...frame, sum: 'encoded' } : frame))
  expect(whatDiffers(encoded, film, copied, 0.002)).toBeNull()
  expect(whatDiffers(frames(5), film, copied, 0.002)).toBe('5 frames came out instead of 6')
  expect(
    whatDiffers(
      frames(6).map((frame) => ({ ...frame, time: frame.time * 1.1 })),
      film,
      copied,
      0.002,
    ),
  ).toBe('times changed')
  const wrong = encoded.map((frame, index) => (index === 4 ? { ...frame, sum: 'grey' } : frame))
  expect(whatDiffers(wrong, film, copied, 0.002)).toBe('pictures came out changed')
})

const box = (type: string, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content)
  const header = Buffer.alloc(8)
  header.writeUInt32BE(body.length + 8)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, body])
}
/** Sets with numbers as Exp-Golomb bits: 1 is 0, 010 is 1, 00101 is 4. */
const record = (sequence: number, picture: number): Buffer =>
  Buffer.from([
    ...[1, 100, 0, 31, 0xff, 0xe1, 0, 5, 0x67, 100, 0, 31, sequence],
    ...[1, 0, 2, 0x68, picture, 0xfd, 0xf8, 0xf8, 0],
  ])
const moov = (avc: Buffer): Buffer =>
  box(
    'moov',
    box('mvhd', Buffer.alloc(100)),
    box(
      'trak',
      box(
        'mdia',
        box(
          'minf',
          box(
            'stbl',
            box('stsd', Buffer.alloc(8), box('avc1', Buffer.alloc(78), box('avcC', avc), box('pasp', Buffer.alloc(8)))),
          ),
        ),
      ),
    ),
    box('udta', Buffer.from('rest')),
  )

test('parameter sets are read, numbered, and added without a change of anything else', () => {
  const one = moov(record(0b1000_0000, 0b1100_0000))
  const sets = parameterSetsOf(one)
  expect(sets).toMatchObject({ profile: 100, level: 31 })
  expect(sets && [...usedNumbers(sets)]).toEqual([0])
  const other = parameterSetsOf(moov(record(0b0010_1000, 0b0010_1000)))
  expect(other && [...usedNumbers(other)]).toEqual([4])
  if (sets === null || other === null) throw new Error('no sets')
  const both = withParameterSets(one, [other])
  expect(both.readUInt32BE(0)).toBe(both.length)
  const read = parameterSetsOf(both)
  expect(read?.sequence).toEqual([...sets.sequence, ...other.sequence])
  expect(read?.picture).toEqual([...sets.picture, ...other.picture])
  expect(both.includes(box('udta', Buffer.from('rest')))).toBe(true)
  expect(both.indexOf('pasp')).toBeGreaterThan(both.indexOf('avcC'))
  expect(parameterSetsOf(box('moov', box('mvhd', Buffer.alloc(4))))).toBeNull()
  expect(() => withParameterSets(box('moov'), [other])).toThrow('no H.264')
})

test('MPEG-2 says behind its sequence header whether it has only whole pictures', () => {
  const sequence = (byte: number) => Buffer.from([0, 0, 1, 0xb3, 20, 0, 0, 1, 0xb5, 0x14, byte, 0, 1])
  expect(saysWholePictures(sequence(0x8a))).toBe(true)
  expect(saysWholePictures(sequence(0x82))).toBe(false)
  expect(saysWholePictures(Buffer.from([0, 0, 1, 0xb5, 0x23, 0x08, 0, 0, 1, 0xb3]))).toBeNull()
})
