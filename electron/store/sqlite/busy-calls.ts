import { StoreError } from '../../domain/store-error.ts'

/** Sends a call; again, as long as another program's lock on the database holds it up. */
export type BusyCalls = <Value>(send: () => Promise<Value>) => Promise<Value>

const isBusy = (error: unknown): boolean => error instanceof StoreError && error.code === 'store_busy'

/**
 * Calls that wait for another program's lock wait here, not in the store's thread, so that it answers reads meanwhile.
 * One of them asks again every `everyMs`, the others stand behind it; after `limitMs` a call is refused as it was
 * (`store_busy`). A call that was refused did nothing, since whatever must be atomic is one transaction.
 */
export const createBusyCalls = ({
  limitMs,
  everyMs,
}: {
  readonly limitMs: number
  readonly everyMs: number
}): BusyCalls => {
  let queue: Promise<unknown> = Promise.resolve()

  const repeat = async <Value>(send: () => Promise<Value>, deadlineMs: number): Promise<Value> => {
    for (;;) {
      try {
        return await send()
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadlineMs) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  }

  return async (send) => {
    const deadlineMs = performance.now() + limitMs
    try {
      return await send()
    } catch (error) {
      if (!isBusy(error)) throw error
    }
    const repeated = queue.then(() => repeat(send, deadlineMs))
    queue = repeated.catch(() => {})
    return await repeated
  }
}
