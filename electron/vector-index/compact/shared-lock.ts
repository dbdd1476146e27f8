/** Many may read, or one may write; who waits longest goes first. */
export interface SharedLock {
  readonly read: <Value>(work: () => Promise<Value>) => Promise<Value>
  readonly write: <Value>(work: () => Promise<Value>) => Promise<Value>
}

/** A lock that nobody holds. */
export const createSharedLock = (): SharedLock => {
  let lastWrite: Promise<unknown> = Promise.resolve()
  let readers: Promise<unknown>[] = []
  const settled = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined)
  return {
    read: (work) => {
      const result = lastWrite.then(work)
      const done = settled(result).then(() => {
        readers = readers.filter((reader) => reader !== done)
      })
      readers.push(done)
      return result
    },
    write: (work) => {
      const before = Promise.all([lastWrite, ...readers])
      const result = before.then(work)
      lastWrite = settled(result)
      return result
    },
  }
}
