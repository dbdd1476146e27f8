const alignment = 64
/**
 * Fixed length of the header in bytes: room for any shape, so that it can be written last, at the beginning of the
 * file.
 */
const headerBytes = 128

/**
 * Header of a NumPy file (format 1.0, numpy.lib.format): magic, version, length and the description of a C-ordered
 * float32 array of rows × columns, padded so that the numbers begin at a multiple of 64 bytes; always 128 bytes long.
 */
export const npyHeader = (rows: number, columns: number): Uint8Array => {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`
  const text = `${description.padEnd(headerBytes - 10 - 1)}\n`
  if (text.length + 10 !== headerBytes || headerBytes % alignment !== 0) throw new Error('the shape is too long')
  const bytes = new Uint8Array(headerBytes)
  bytes.set([0x93, ...[...'NUMPY'].map((letter) => letter.charCodeAt(0)), 1, 0, text.length & 0xff, text.length >> 8])
  for (let index = 0; index < text.length; index += 1) bytes[10 + index] = text.charCodeAt(index)
  return bytes
}
