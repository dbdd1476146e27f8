import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import type { MarkValues } from '../../contract/index.ts'
import { systemCode } from '../../domain/failure.ts'
import { emptyMark } from '../../domain/marks/scene-marks.ts'
import { metadataConflicts } from '../../domain/metadata/conflicts.ts'
import { isOwnSidecar, writeXmp } from '../../domain/metadata/xmp.ts'
import type { StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { ok } from '../../domain/result.ts'
import type { Core } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'
import type { Locations } from '../library/locations.ts'

/** What stands in a file; null where there is none. Rejects where it cannot be read. */
const textOf = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null
    throw cause
  }
}

/** Puts a whole file in the place of an own one, or where there is none. Rejects with `EEXIST` where one came meanwhile. */
const putFile = async (path: string, text: string, replaces: boolean): Promise<void> => {
  if (!replaces) {
    await writeFile(path, text, { flag: 'wx' })
    return
  }
  const partial = join(dirname(path), `.${randomBytes(6).toString('hex')}.xmp.part`)
  try {
    await writeFile(partial, text, { flag: 'wx' })
    await rename(partial, path)
  } finally {
    await rm(partial, { force: true })
  }
}

const foreign = (path: string) =>
  refuse(
    'conflict',
    `“${path}” was written by another program, and is left as it is.`,
    'Move or rename that file, or give the marks to that program.',
  )

/** What others wrote about the films of one library, and sidecars for others to read. */
export const createFileMetadata = ({
  store,
  locations,
}: {
  readonly store: Pick<StorePort, 'videos' | 'marks'>
  readonly locations: Pick<Locations, 'existing'>
}): Pick<Core['marks'], 'metadata' | 'writeSidecar'> => {
  const visible = async (id: string): Promise<VideoDetailsRecord | null> => {
    const video = await store.videos.get(id)
    return video === null || video.removedAt !== null ? null : video
  }
  const markOf = async ({ id, title }: VideoDetailsRecord): Promise<MarkValues> => {
    const own = (await store.marks.list(id)).find(({ kind }) => kind === 'video') ?? emptyMark
    const { rating, flag, label, tags, note } = own
    return { rating, flag, label, tags, note, title }
  }

  return {
    metadata: async (id) => {
      const video = await visible(id)
      if (video === null) return notFound('video')
      const sources = [...(video.probe?.fileMetadata ?? [])]
      return ok({ sources, conflicts: [...metadataConflicts(await markOf(video), sources)] })
    },
    writeSidecar: async (id) => {
      const video = await visible(id)
      if (video === null) return notFound('video')
      const [film] = await locations.existing(video)
      if (film === undefined)
        return refuse('conflict', 'The file of this film is not there now.', 'Show where it is, then write again.')
      const path = join(dirname(film), `${parse(film).name}.xmp`)
      try {
        const before = await textOf(path)
        if (before !== null && !isOwnSidecar(before)) return foreign(path)
        await putFile(path, writeXmp(await markOf(video)), before !== null)
        return ok({ path })
      } catch (cause) {
        if (systemCode(cause) === 'EEXIST') return foreign(path)
        return refuse(
          'conflict',
          `“${path}” cannot be written (${systemCode(cause) ?? 'unknown'}).`,
          'Make its folder writable and see that its disk has room.',
        )
      }
    },
  }
}
