import type { Client } from '../client/client.ts'

/** What a part of the page shows: videos in the order in which they stand there, and the one that is opened. */
export interface Shown {
  readonly visible: readonly string[]
  readonly open: string | null
}

/** Tells the core what is on screen, so that it works on that first. */
export interface AttentionTeller {
  /** Something else is on screen. Told a moment later, together with what changes until then, and again while it is shown. */
  readonly show: (shown: Shown) => void
}

const gatherMs = 400
/** Well below the time after which the core forgets it. */
const againMs = 15_000

/** A teller of one window; it is silent while there is no work to put in order, and while nobody sees the page. */
export const createAttentionTeller = (client: Client, isWorking: () => boolean): AttentionTeller => {
  const window = crypto.randomUUID()
  let shown: Shown = { visible: [], open: null }
  let timer: ReturnType<typeof setTimeout> | null = null
  let isDueSoon = false

  const tell = async (): Promise<void> => {
    isDueSoon = false
    timer = setTimeout(tell, againMs)
    if (document.visibilityState === 'hidden' || !isWorking()) return
    const { visible, open } = shown
    // Work goes on in another order if this is lost; there is nothing to tell a person.
    await client.call(
      'tellAttention',
      { body: { window, visible: visible.slice(0, 500), open } },
      AbortSignal.timeout(10_000),
    )
  }

  return {
    show: (next) => {
      shown = next
      // Not put off by what comes next: a list that is being imported changes all the time.
      if (isDueSoon) return
      if (timer !== null) clearTimeout(timer)
      isDueSoon = true
      timer = setTimeout(tell, gatherMs)
    },
  }
}
