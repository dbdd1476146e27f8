/** What the scheduler needs of its surroundings: abort, and timers that do not keep the process alive. Nothing else of Node. */
interface AbortSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
declare const AbortSignal: {
  /** Aborts when the first of them does. */
  any(signals: AbortSignal[]): AbortSignal
}
declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
declare class DOMException extends Error {
  constructor(message?: string, name?: string)
}
interface Timer {
  unref(): void
}
declare function setTimeout(callback: () => void, delayMs?: number): Timer
declare function clearTimeout(timer: Timer): void

/** The monotonic clock. */
declare const performance: { readonly now: () => number }
