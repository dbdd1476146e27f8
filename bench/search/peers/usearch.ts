import { renameSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { builtOnce, type Peer, type PeerInput, readBatches } from './peer.ts'

/** What is used of the package. */
interface Usearch {
  readonly Index: new (options: {
    readonly dimensions: number
    readonly metric: 'cos'
    readonly quantization: 'f16'
    readonly connectivity: number
    readonly expansion_add: number
    readonly expansion_search: number
  }) => {
    readonly add: (keys: BigUint64Array, vectors: Float32Array, threads: number) => void
    readonly search: (vector: Float32Array, count: number, threads: number) => { readonly keys: BigUint64Array }
    readonly save: (file: string) => void
    readonly load: (file: string) => void
  }
}

/** usearch's HNSW graph of the first space alone: three would take most of an hour to build. Approximate. */
export const openUsearch = async (input: PeerInput, loaded: unknown): Promise<Peer> => {
  const { Index } = loaded as Usearch
  const [space] = input.spaces
  if (space === undefined) throw new Error('no space')
  const index = new Index({
    dimensions: space.dimension,
    metric: 'cos',
    quantization: 'f16',
    connectivity: 16,
    expansion_add: 128,
    expansion_search: 128,
  })
  const file = path.join(input.folder, 'visual.usearch')
  const buildMs = await builtOnce(file, () => {
    for (const { scenes, vectors } of readBatches(input.database, space)) {
      index.add(BigUint64Array.from(scenes, BigInt), vectors, availableParallelism())
    }
    index.save(`${file}.new`)
    renameSync(`${file}.new`, file)
  })
  if (buildMs === null) index.load(file)
  return {
    spaces: 1,
    buildMs,
    search: async ([vector = new Float32Array()], count) => [Array.from(index.search(vector, count, 1).keys, Number)],
  }
}
