import { type ResourceLimits, Worker } from 'node:worker_threads'

/** What makes threads alike: each can do the work of another. */
export interface ThreadKind {
  readonly script: URL
  readonly resourceLimits: ResourceLimits
}

/** What whoever has taken a thread hears of it. */
export interface ThreadListener {
  readonly message: (message: unknown) => void
  /** The thread is gone; `cause` is what it threw, if it threw. */
  readonly ended: (cause: unknown) => void
}

/** A thread that one order at a time runs in. */
export interface KeptThread {
  readonly isNew: boolean
  readonly send: (message: unknown) => void
  /** Who hears of the thread from now on. */
  readonly listen: (listener: ThreadListener) => void
  /** Keeps the thread for the next order of its kind: it has nothing to do. */
  readonly giveBack: () => void
  /** Ends it, whatever it is at; its listener is told. */
  readonly end: () => void
}

/** A thread waits this long for its next order, in ms; then it ends and gives its memory back. */
const mostIdleMs = 5000
/** A thread ends after so many orders, so that nothing can pile up in it. */
const mostOrders = 64

interface Waiting {
  readonly key: string
  readonly take: () => KeptThread
}

let waiting: readonly Waiting[] = []

const start = (kind: ThreadKind, key: string): KeptThread => {
  const worker = new Worker(kind.script, { resourceLimits: kind.resourceLimits })
  let listener: ThreadListener | null = null
  let cause: unknown
  let orders = 0
  const end = (): void => void worker.terminate()
  const giveBack = (): void => {
    listener = null
    orders += 1
    if (orders === mostOrders) {
      end()
      return
    }
    const forget = (): void => {
      waiting = waiting.filter((each) => each !== self)
    }
    const timer = setTimeout(() => {
      forget()
      end()
    }, mostIdleMs).unref()
    const self: Waiting = {
      key,
      take: () => {
        clearTimeout(timer)
        forget()
        worker.off('exit', forget).ref()
        return thread(false)
      },
    }
    worker.once('exit', forget)
    worker.unref()
    waiting = [...waiting, self]
  }
  const thread = (isNew: boolean): KeptThread => ({
    isNew,
    send: (message) => worker.postMessage(message),
    listen: (next) => {
      listener = next
    },
    giveBack,
    end,
  })
  // One listener each for the thread's whole life: a Worker whose last listener of messages was removed hears no more.
  worker.on('message', (message) => listener?.message(message))
  worker.on('error', (error) => {
    cause = error
  })
  worker.on('exit', () => listener?.ended(cause))
  return thread(true)
}

/** The thread of this kind that has waited the shortest, or a new one. Threads that wait keep no program alive. */
export const takeThread = (kind: ThreadKind): KeptThread => {
  const key = `${kind.script.href} ${JSON.stringify(kind.resourceLimits)}`
  return waiting.findLast((each) => each.key === key)?.take() ?? start(kind, key)
}
