import { createRequire } from 'node:module'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { z } from 'zod'
import { memorySchema, ownMemory } from './memory.ts'
import type { Peer, PeerInput } from './peers/peer.ts'
import { bestCount } from './shape.ts'

/** What was measured of a peer: the best fifty of every one of its spaces, one after the other. */
export const peerRunSchema = z.object({
  spaces: z.number(),
  /** Null: built by an earlier run. */
  buildMs: z.number().nullable(),
  searchMs: z.array(z.number()),
  /** Best scenes of the first space, by query. */
  found: z.array(z.array(z.number())),
  empty: memorySchema,
  after: memorySchema,
})
export type PeerRun = z.infer<typeof peerRunSchema>

const longestMs = 90_000

const open = async (input: PeerInput): Promise<Peer> => {
  const load = createRequire(path.join(input.packages, 'package.json'))
  switch (input.name) {
    case 'sqlite-plain':
      return (await import('./peers/sqlite-plain.ts')).openPlain(input)
    case 'sqlite-vec0':
      return (await import('./peers/sqlite-vec0.ts')).openVec0(input)
    case 'usearch':
      return (await import('./peers/usearch.ts')).openUsearch(input, load('usearch'))
    case 'lancedb':
      return (await import('./peers/lancedb.ts')).openLance(input, {
        lancedb: load('@lancedb/lancedb'),
        arrow: load('apache-arrow'),
      })
  }
}

/** Builds or opens a peer's table of the same vectors, and measures it with the same queries. */
export const runPeer = async (input: PeerInput): Promise<PeerRun> => {
  const empty = ownMemory()
  const peer = await open(input)
  const searchMs: number[] = []
  const found: (readonly number[])[] = []
  // The first reads what the system has not cached yet.
  await peer.search(input.queries[0] ?? [], bestCount)
  const begun = performance.now()
  for (const vectors of input.queries) {
    if (performance.now() - begun > longestMs) break
    const started = performance.now()
    const bySpace = await peer.search(vectors, bestCount)
    searchMs.push(performance.now() - started)
    found.push(bySpace[0] ?? [])
  }
  return {
    spaces: peer.spaces,
    buildMs: peer.buildMs,
    searchMs,
    found: found.map((scenes) => [...scenes]),
    empty,
    after: ownMemory(),
  }
}
