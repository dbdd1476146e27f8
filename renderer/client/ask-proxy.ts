import { z } from 'zod'
import { type Client, refusalOf, rejectionOf } from './client.ts'
import type { ClientResult } from './client-error.ts'

const makingSchema = z.object({ state: z.literal('making'), progress: z.number() })

/** How far the playable copy of a video is: `progress` is 0…1. */
export type ProxyProgress = { readonly state: 'making'; readonly progress: number } | { readonly state: 'ready' }

/** Asks for the proxy of a video, which starts making it. Only its first byte is read here. */
export const askProxy = async (
  client: Client,
  proxyUrl: string,
  signal: AbortSignal,
): Promise<ClientResult<ProxyProgress>> => {
  try {
    const response = await client.fetch(proxyUrl, { method: 'GET', headers: { range: 'bytes=0-0' }, signal })
    if (response.status === 200 || response.status === 206) {
      await response.body?.cancel()
      return { ok: true, value: { state: 'ready' } }
    }
    if (response.status !== 202) return { ok: false, error: await refusalOf(response) }
    const parsed = makingSchema.safeParse(await response.json())
    return parsed.success
      ? { ok: true, value: parsed.data }
      : { ok: false, error: { kind: 'unexpected-answer', status: response.status, cause: parsed.error } }
  } catch (cause) {
    return { ok: false, error: rejectionOf(cause, signal) }
  }
}
