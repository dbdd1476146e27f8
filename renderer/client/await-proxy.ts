import { z } from 'zod'
import { type Client, refusalOf, rejectionOf } from './client.ts'
import type { ClientResult } from './client-error.ts'
import { pause } from './pause.ts'

const makingSchema = z.object({ state: z.literal('making'), progress: z.number() })

/**
 * Asks for the proxy of a video, which starts making it, and waits until it can be played. `onProgress` hears 0…1.
 * Only its first byte is read here.
 */
export const awaitProxy = async (
  client: Client,
  proxyUrl: string,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
  askAgainMs = 1000,
): Promise<ClientResult<null>> => {
  try {
    for (;;) {
      const response = await client.fetch(proxyUrl, { method: 'GET', headers: { range: 'bytes=0-0' }, signal })
      if (response.status === 200 || response.status === 206) {
        await response.body?.cancel()
        return { ok: true, value: null }
      }
      if (response.status !== 202) return { ok: false, error: await refusalOf(response) }
      const parsed = makingSchema.safeParse(await response.json())
      if (!parsed.success) {
        return { ok: false, error: { kind: 'unexpected-answer', status: response.status, cause: parsed.error } }
      }
      onProgress(parsed.data.progress)
      await pause(askAgainMs, signal)
      if (signal.aborted) return { ok: false, error: { kind: 'aborted' } }
    }
  } catch (cause) {
    return { ok: false, error: rejectionOf(cause, signal) }
  }
}
