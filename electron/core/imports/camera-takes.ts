import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { LRUCache } from 'lru-cache'
import type { Problem } from '../../contract/index.ts'
import { takesOfPlaylist } from '../../domain/import/avchd-playlist.ts'
import { extensionOf, stemOf } from '../../domain/import/file-names.ts'
import {
  goesOn,
  isFullPart,
  isNamedAsPart,
  type NamedTake,
  type PossiblePart,
  takeOfName,
} from '../../domain/import/take-names.ts'
import type { ContentIdentity, MediaPort, StorePort, TakePart } from '../../domain/ports/index.ts'
import { readLocationStamp } from '../library/location-files.ts'

const takesRemembered = 500
/** Playlists of cards are some KB. */
const longestPlaylist = 1024 * 1024

/** What a file that looks like a part of a take is. */
export type CameraTake =
  | {
      readonly kind: 'parts'
      /** Of the first part: the place of the film. */
      readonly path: string
      readonly paths: readonly string[]
      readonly parts: readonly TakePart[]
      readonly identity: ContentIdentity
      readonly stamp: string
    }
  /** It is a film of its own, and why the person should know. */
  | { readonly kind: 'apart'; readonly problem: Problem }

/** Knows which files are parts of one take of a camera. */
export interface CameraTakes {
  /** Null: the file is all of its take. */
  readonly of: (path: string, signal: AbortSignal) => Promise<CameraTake | null>
  /** Paths of the files that may be parts of the same take, itself among them, without opening any. */
  readonly around: (path: string) => Promise<readonly string[]>
}

const names = (folder: string): Promise<readonly string[]> => readdir(folder).catch((): string[] => [])

/** A folder beside a stream's, however its name is spelled. */
const beside = async (streams: string, wanted: string): Promise<string | null> => {
  const found = (await names(dirname(streams))).find((name) => name.toLowerCase() === wanted)
  return found === undefined ? null : join(dirname(streams), found)
}

/** The take of a stream of an AVCHD card, as the playlists of the card tell it. */
const takeOnCard = async (path: string): Promise<NamedTake | null> => {
  const folder = dirname(path)
  if (basename(folder).toLowerCase() !== 'stream' || !['mts', 'm2ts'].includes(extensionOf(path))) return null
  const playlists = await beside(folder, 'playlist')
  if (playlists === null) return null
  const streams = new Map((await names(folder)).map((name) => [stemOf(name).toUpperCase(), name]))
  for (const name of (await names(playlists)).toSorted()) {
    if (!['mpl', 'mpls'].includes(extensionOf(name))) continue
    const bytes = await readFile(join(playlists, name)).catch(() => null)
    if (bytes === null || bytes.length > longestPlaylist) continue
    const take = takesOfPlaylist(bytes).find((each) => each.includes(stemOf(path).toUpperCase()))
    if (take === undefined) continue
    const missing = take.filter((stem) => !streams.has(stem))
    if (take.length < 2) return null
    return { names: take.flatMap((stem) => streams.get(stem) ?? []), missing, needsProof: false }
  }
  return null
}

const namedTake = async (path: string): Promise<NamedTake | null> => {
  const folder = dirname(path)
  const name = basename(path)
  // Most names are of no such kind: then the folder need not be read.
  return isNamedAsPart(name, basename(folder))
    ? takeOfName(name, basename(folder), await names(folder))
    : takeOnCard(path)
}

const sentence = (list: readonly string[]): string => list.join(', ')

/** The takes of cameras in the folders of films. Answers are remembered as long as the files stay as they are. */
export const createCameraTakes = (parts: {
  readonly media: Pick<MediaPort, 'identifyParts' | 'measureParts'>
  readonly store: Pick<StorePort, 'library'>
}): CameraTakes => {
  const remembered = new LRUCache<string, CameraTake>({ max: takesRemembered })

  const examine = async (
    take: NamedTake,
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<Omit<Extract<CameraTake, { kind: 'parts' }>, 'stamp'> | Extract<CameraTake, { kind: 'apart' }>> => {
    const apart = (code: string, message: string): CameraTake & { kind: 'apart' } => ({
      kind: 'apart',
      problem: { code, message },
    })
    if (take.missing.length > 0)
      return apart(
        'parts_missing',
        `The camera wrote this take into several files, and ${sentence(take.missing)} is not in the folder. Its files are films of their own.`,
      )
    const { limits } = await parts.store.library.settings()
    const measured = await parts.media.measureParts({
      paths,
      limits: { ...limits, wallClockMs: limits.minWallClockMs },
      signal,
    })
    signal.throwIfAborted()
    const why = (message: string): CameraTake & { kind: 'apart' } =>
      apart('parts_differ', `The camera wrote this take into ${paths.length} files that cannot be joined: ${message}`)
    if (!measured.ok) return why(measured.error.message)
    const identity = await parts.media.identifyParts(paths, signal)
    signal.throwIfAborted()
    if (!identity.ok) return why(identity.error.message)
    const [path = ''] = paths
    return {
      kind: 'parts',
      path,
      paths,
      identity: { contentId: identity.value.contentId, sizeBytes: identity.value.sizeBytes },
      parts: identity.value.parts.map((part, index) => ({
        ...part,
        name: basename(paths[index] ?? ''),
        durationUs: measured.value[index]?.durationUs ?? 0,
        pictureUs: measured.value[index]?.pictureUs ?? 0,
      })),
    }
  }

  /** Of files that are numbered on and on: those around one that are proven to be its take. */
  const proven = async (path: string, take: NamedTake, signal: AbortSignal): Promise<NamedTake | null> => {
    const folder = dirname(path)
    const { limits } = await parts.store.library.settings()
    const sizeOf = async (name: string): Promise<number> => {
      const stamp = await readLocationStamp({ path: join(folder, name) })
      return stamp.kind === 'file' ? stamp.sizeBytes : 0
    }
    const describe = async (name: string, sizeBytes: number): Promise<PossiblePart> => {
      const measured = await parts.media.measureParts({
        paths: [join(folder, name)],
        limits: { ...limits, wallClockMs: limits.minWallClockMs },
        signal,
      })
      signal.throwIfAborted()
      const [only] = measured.ok ? measured.value : []
      return {
        name,
        sizeBytes,
        durationMs: (only?.durationUs ?? 0) / 1000,
        recordedAtMs: only?.recordedAtMs ?? null,
      }
    }
    const at = take.names.indexOf(basename(path))
    let [from, to] = [at, at]
    const follows = async (before: number): Promise<boolean> => {
      const [one = '', other = ''] = take.names.slice(before, before + 2)
      if (one === '' || other === '') return false
      const sizeBytes = await sizeOf(one)
      // Files are measured only after one that is full: most folders hold none.
      if (!isFullPart(sizeBytes)) return false
      return goesOn(await describe(one, sizeBytes), await describe(other, await sizeOf(other)))
    }
    while (from > 0 && (await follows(from - 1))) from -= 1
    while (to + 1 < take.names.length && (await follows(to))) to += 1
    return to === from ? null : { ...take, names: take.names.slice(from, to + 1) }
  }

  return {
    around: async (path) => {
      const take = await namedTake(path)
      return take === null ? [path] : take.names.map((name) => join(dirname(path), name))
    },
    of: async (path, signal) => {
      const named = await namedTake(path)
      const take = named?.needsProof === true ? await proven(path, named, signal) : named
      if (take === null || (take.names.length < 2 && take.missing.length === 0)) return null
      const paths = take.names.map((name) => join(dirname(path), name))
      const stamp = await readLocationStamp({
        path: paths[0] ?? path,
        parts: take.names.map((name) => ({ name })),
      })
      if (stamp.kind !== 'file') return null
      const key = JSON.stringify([paths, take.missing, stamp.stamp])
      const known = remembered.get(key)
      if (known !== undefined) return known
      const found = await examine(take, paths, signal)
      const answer = found.kind === 'parts' ? { ...found, stamp: stamp.stamp } : found
      remembered.set(key, answer)
      return answer
    },
  }
}
