import { contentIdOf, contentIdPrefix, sampledRanges } from '../../electron/contract/index.ts'

/**
 * The content id of a file as the core computes it, from 352 KiB of it at most; null where it cannot be read or hashed, so that
 * it is simply sent.
 */
export const contentIdOfFile = async (file: Blob): Promise<string | null> => {
  try {
    const parts: BlobPart[] = [contentIdPrefix(file.size)]
    for (const { offset, length } of sampledRanges(file.size)) parts.push(file.slice(offset, offset + length))
    const digest = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer())
    return contentIdOf(Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join(''))
  } catch {
    return null
  }
}
