/** Reuses buffers of one size, so that memory does not grow with the length of the video. */
export interface FramePool {
  readonly take: () => Uint8Array
  readonly giveBack: (frame: Uint8Array) => void
}

/** A pool of buffers of `bytes` bytes. */
export const createFramePool = (bytes: number): FramePool => {
  const free: Uint8Array[] = []
  return {
    take: () => free.pop() ?? new Uint8Array(new ArrayBuffer(bytes)),
    giveBack: (frame) => {
      free.push(frame)
    },
  }
}

/**
 * Cuts a byte stream into frames. `onFrame` owns the buffer it gets; while a promise it returned is pending, no further
 * frame is delivered and `push` reports back-pressure by a promise of its own.
 */
export const createFrameAssembler = (
  bytes: number,
  pool: FramePool,
  onFrame: (frame: Uint8Array) => void | Promise<void>,
): { readonly push: (chunk: Uint8Array) => void | Promise<void> } => {
  let frame: Uint8Array | null = null
  let filled = 0

  const push = (chunk: Uint8Array, from = 0): void | Promise<void> => {
    let offset = from
    while (offset < chunk.length) {
      frame ??= pool.take()
      const end = Math.min(chunk.length, offset + bytes - filled)
      frame.set(chunk.subarray(offset, end), filled)
      filled += end - offset
      offset = end
      if (filled < bytes) return
      const complete = frame
      frame = null
      filled = 0
      const busy = onFrame(complete)
      if (busy !== undefined) {
        const rest = offset
        return busy.then(() => push(chunk, rest))
      }
    }
  }
  return { push: (chunk) => push(chunk) }
}
