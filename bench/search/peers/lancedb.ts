import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { builtOnce, type Peer, type PeerBatch, type PeerInput, readBatches } from './peer.ts'

interface Query {
  readonly distanceType: (type: 'cosine') => Query
  readonly select: (columns: readonly string[]) => Query
  readonly limit: (count: number) => Query
  readonly toArray: () => Promise<unknown>
}

interface Table {
  readonly add: (data: unknown) => Promise<unknown>
  readonly vectorSearch: (vector: Float32Array) => Query
}

/** What is used of the packages. */
interface Packages {
  readonly lancedb: {
    readonly connect: (folder: string) => Promise<{
      readonly createTable: (name: string, data: unknown) => Promise<Table>
      readonly openTable: (name: string) => Promise<Table>
    }>
  }
  readonly arrow: {
    readonly Table: new (columns: Readonly<Record<string, unknown>>) => unknown
    readonly Vector: new (data: readonly unknown[]) => unknown
    readonly Float32: new () => unknown
    readonly Field: new (name: string, type: unknown, nullable: boolean) => unknown
    readonly FixedSizeList: new (size: number, field: unknown) => unknown
    readonly makeData: (data: Readonly<Record<string, unknown>>) => unknown
    readonly vectorFromArray: (values: Int32Array) => unknown
  }
}

const hitsSchema = z.array(z.object({ scene: z.coerce.number() }))

/** LanceDB's flat search. */
export const openLance = async (
  input: PeerInput,
  loaded: { readonly lancedb: unknown; readonly arrow: unknown },
): Promise<Peer> => {
  const { lancedb, arrow } = loaded as Packages
  const folder = path.join(input.folder, 'lance')
  const tableOf = ({ scenes, vectors }: PeerBatch, dimension: number): unknown => {
    const type = new arrow.FixedSizeList(dimension, new arrow.Field('item', new arrow.Float32(), true))
    const child = arrow.makeData({ type: new arrow.Float32(), length: vectors.length, data: vectors })
    const lists = arrow.makeData({ type, length: scenes.length, nullCount: 0, child })
    return new arrow.Table({
      scene: arrow.vectorFromArray(Int32Array.from(scenes)),
      vector: new arrow.Vector([lists]),
    })
  }
  const complete = path.join(input.folder, 'lance.complete')
  const buildMs = await builtOnce(complete, async () => {
    await rm(folder, { recursive: true, force: true })
    const connection = await lancedb.connect(folder)
    for (const [position, space] of input.spaces.entries()) {
      let table: Table | null = null
      for (const batch of readBatches(input.database, space)) {
        const data = tableOf(batch, space.dimension)
        if (table === null) table = await connection.createTable(`space${position}`, data)
        else await table.add(data)
      }
    }
    writeFileSync(complete, '')
  })
  const connection = await lancedb.connect(folder)
  const tables = await Promise.all(input.spaces.map((_, position) => connection.openTable(`space${position}`)))
  return {
    spaces: tables.length,
    buildMs,
    search: async (vectors, count) => {
      const found: (readonly number[])[] = []
      for (const [space, table] of tables.entries()) {
        const query = table.vectorSearch(vectors[space] ?? new Float32Array())
        const rows = await query.distanceType('cosine').select(['scene', '_distance']).limit(count).toArray()
        found.push(hitsSchema.parse(rows).map(({ scene }) => scene))
      }
      return found
    },
  }
}
