import type { ApiFailure } from '../../../domain/failure.ts'
import type { Result } from '../../../domain/result.ts'
import type { CliBackend, Reply } from '../backend.ts'

/** The library for as long as somebody works with it, and a little longer. */
export interface LibraryLease {
  /** `repeatable`: work that changes nothing is done once more when the host that held the library has gone. */
  readonly use: <Value>(
    work: (backend: CliBackend) => Reply<Value>,
    options: { readonly repeatable: boolean },
  ) => Reply<Value>
  readonly close: () => Promise<void>
}

/**
 * Opens the library when it is needed. One that is opened in this process is closed again after `idleMs` without work, so that
 * the app can be started meanwhile; a host that holds it is asked for as long as it answers.
 */
export const createLibraryLease = (parts: {
  readonly open: () => Promise<Result<CliBackend, ApiFailure>>
  readonly idleMs: number
}): LibraryLease => {
  let opened: Promise<Result<CliBackend, ApiFailure>> | null = null
  let users = 0
  let timer: ReturnType<typeof setTimeout> | null = null

  const letGo = async (): Promise<void> => {
    const held = opened
    opened = null
    const backend = await held
    if (backend?.ok === true) await backend.value.close()
  }
  const stopTimer = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  const use: LibraryLease['use'] = async (work, options) => {
    stopTimer()
    users += 1
    try {
      opened ??= parts.open()
      const mine = opened
      const backend = await mine
      if (!backend.ok) {
        if (opened === mine) opened = null
        return backend
      }
      const reply = await work(backend.value)
      if (reply.ok || reply.error.code !== 'unavailable' || !backend.value.outlivesCommand) return reply
      if (opened === mine) opened = null
      return options.repeatable ? await use(work, { repeatable: false }) : reply
    } finally {
      users -= 1
      if (users === 0 && opened !== null) timer = setTimeout(() => void letGo(), parts.idleMs).unref()
    }
  }
  return {
    use,
    close: async () => {
      stopTimer()
      await letGo()
    },
  }
}
