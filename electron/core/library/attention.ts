import type { AttentionInput } from '../../contract/index.ts'
import { type Attention, type AttentionReport, attentionLastsMs, attentionOf } from '../../domain/jobs/attention.ts'
import type { Clock } from '../../domain/ports/clock.ts'

/** What people look at, as the windows of the page tell it. */
export interface AttentionBoard {
  /** A window says what it shows. */
  readonly report: (input: AttentionInput) => void
  readonly now: () => Attention
  /** Nobody looks any more. */
  readonly forget: () => void
}

/** Windows beyond this are none of this page's. */
const mostWindows = 50

/** Keeps what windows show for as long as they say so; `onChange` when something else is looked at. */
export const createAttention = (clock: Pick<Clock, 'elapsedMs'>, onChange: () => void): AttentionBoard => {
  const reports = new Map<string, AttentionReport>()
  const now = (): Attention => attentionOf(reports.values(), clock.elapsedMs())
  return {
    now,
    report: ({ window = '', visible, open }) => {
      const before = JSON.stringify(now())
      const atMs = clock.elapsedMs()
      for (const [known, { atMs: saidMs }] of reports) if (atMs - saidMs >= attentionLastsMs) reports.delete(known)
      reports.delete(window)
      if (reports.size < mostWindows) reports.set(window, { visible, open, atMs })
      if (JSON.stringify(now()) !== before) onChange()
    },
    forget: () => reports.clear(),
  }
}
