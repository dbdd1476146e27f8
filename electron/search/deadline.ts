/** A moment in the future. `stop` lets go of it: it then counts as passed. */
export interface Deadline {
  readonly passed: Promise<void>
  readonly stop: () => void
}

/** The moment so many milliseconds from now. */
export const deadline = (milliseconds: number): Deadline => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  return {
    passed: promise,
    stop: () => {
      clearTimeout(timer)
      resolve()
    },
  }
}
