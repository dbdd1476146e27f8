import { renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { getLoadablePath } from 'sqlite-vec'
import { builtOnce, type Peer, type PeerInput, readBatches } from './peer.ts'

const build = ({ database, spaces }: PeerInput, file: string): void => {
  rmSync(`${file}.new`, { force: true })
  const connection = new Database(`${file}.new`)
  connection.loadExtension(getLoadablePath())
  connection.pragma('journal_mode = OFF')
  connection.pragma('synchronous = OFF')
  spaces.forEach((space, position) => {
    connection.exec(
      `CREATE VIRTUAL TABLE space${position} USING vec0 (vector float[${space.dimension}] distance_metric=cosine)`,
    )
    const insert = connection.prepare(`INSERT INTO space${position} (rowid, vector) VALUES (?, ?)`)
    for (const { scenes, vectors } of readBatches(database, space)) {
      connection.transaction(() => {
        scenes.forEach((scene, row) => {
          const start = vectors.byteOffset + row * space.dimension * 4
          insert.run(BigInt(scene), new Uint8Array(vectors.buffer, start, space.dimension * 4))
        })
      })()
    }
  })
  connection.close()
  renameSync(`${file}.new`, file)
}

/** sqlite-vec's own table. */
export const openVec0 = async (input: PeerInput): Promise<Peer> => {
  const file = path.join(input.folder, 'vec0.sqlite')
  const buildMs = await builtOnce(file, () => build(input, file))
  const connection = new Database(file, { readonly: true })
  connection.loadExtension(getLoadablePath())
  const selects = input.spaces.map((_, position) =>
    connection
      .prepare<[Uint8Array, number], number>(
        `SELECT rowid FROM space${position} WHERE vector MATCH ? AND k = ? ORDER BY distance`,
      )
      .pluck(),
  )
  return {
    spaces: input.spaces.length,
    buildMs,
    search: async (vectors, count) =>
      selects.map((select, space) => {
        const { buffer, byteOffset, byteLength } = vectors[space] ?? new Float32Array()
        return select.all(new Uint8Array(buffer, byteOffset, byteLength), count)
      }),
  }
}
