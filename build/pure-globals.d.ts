/** The pure layers know an AbortSignal only as far as Node and the DOM agree on it. */
interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
}
