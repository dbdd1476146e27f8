/** What a file system says of a file, in bytes and nanoseconds. */
export interface FileFacts {
  readonly size: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
}

/**
 * Text that changes whenever a file is written to or replaced: its size, the time of its last change, and the time of the
 * last change of its entry, which a copy that keeps the older time has too. The same stamp means the same content;
 * another one only that the content has to be looked at again.
 */
export const fileStamp = (facts: FileFacts): string => `${facts.size}-${facts.mtimeNs}-${facts.ctimeNs}`
