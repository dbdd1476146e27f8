import type { z } from 'zod'
import { isTrustedSender, type SenderFrame } from './app-origin.ts'

/** What Electron knows about the sender of a message. */
export interface MessageEvent {
  readonly senderFrame: SenderFrame | null
}

/**
 * Guards a handler of messages from the page: the sender must be our own page, and what it sends must parse. Anything
 * else throws, which the page sees as a rejected promise.
 */
export const guarded =
  <Schema extends z.ZodType, Answer>(
    channel: { readonly name: string; readonly payload: Schema },
    handle: (payload: z.output<Schema>) => Answer,
  ): ((event: MessageEvent, ...args: readonly unknown[]) => Answer) =>
  (event, ...args) => {
    if (!isTrustedSender(event.senderFrame)) throw new Error(`${channel.name}: the sender is not the window of the app`)
    const parsed = channel.payload.safeParse(args[0])
    if (!parsed.success || args.length > 1) throw new Error(`${channel.name}: the message has the wrong shape`)
    return handle(parsed.data)
  }
