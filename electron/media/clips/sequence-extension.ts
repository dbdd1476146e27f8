import { open } from 'node:fs/promises'

const mostBytes = 65_536
/** Start code of an extension. */
const startCode = Buffer.from([0, 0, 1, 0xb5])

/** Whether MPEG-2 that begins in some bytes has only whole pictures (`progressive_sequence`, ISO/IEC 13818-2, 6.2.2.3); null: it does not say. */
export const saysWholePictures = (bytes: Buffer): boolean | null => {
  for (let at = bytes.indexOf(startCode); at >= 0; at = bytes.indexOf(startCode, at + 1)) {
    const [first, second] = bytes.subarray(at + 4, at + 6)
    // Four bits of number, which is 1, and eight of profile and level before it.
    if (first !== undefined && second !== undefined && first >> 4 === 1) return (second & 0x08) !== 0
  }
  return null
}

/** The same of a film that begins with a key frame. Rejects as `fs` does. */
export const readsWholePictures = async (path: string): Promise<boolean | null> => {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostBytes), 0, mostBytes, 0)
    return saysWholePictures(buffer.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}
