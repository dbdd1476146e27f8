import Database from 'better-sqlite3'
import { getLoadablePath } from 'sqlite-vec'
import type { Peer, PeerInput } from './peer.ts'

/** sqlite-vec's distance function over the library's own table of vectors. */
export const openPlain = ({ database, spaces }: PeerInput): Peer => {
  const connection = new Database(database, { readonly: true })
  connection.loadExtension(getLoadablePath())
  const select = connection
    .prepare<[number, number, Uint8Array, number], number>(
      `SELECT scene_pk FROM scene_vectors WHERE key >= ? AND key < ? AND vector IS NOT NULL
       ORDER BY vec_distance_cosine(vector, ?), key LIMIT ?`,
    )
    .pluck()
  return {
    spaces: spaces.length,
    buildMs: null,
    search: async (vectors, count) =>
      spaces.map(({ pk }, space) => {
        const { buffer, byteOffset, byteLength } = vectors[space] ?? new Float32Array()
        return select.all(pk * 2 ** 40, (pk + 1) * 2 ** 40, new Uint8Array(buffer, byteOffset, byteLength), count)
      }),
  }
}
