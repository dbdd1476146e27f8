import { dirname, join } from 'node:path'
import type { VideoLocation } from '../../domain/ports/index.ts'
import { readStamp, type StampReading } from './read-stamp.ts'

/** A place of a film: one file, or the first of several. */
export interface FilmPlace {
  readonly path: string
  readonly parts?: readonly { readonly name: string }[] | undefined
}

/** The files of a film at one of its places, in their order. */
export const filesAt = ({ path, parts }: FilmPlace): readonly string[] =>
  parts === undefined ? [path] : parts.map(({ name }) => join(dirname(path), name))

/** All files of a film at all its places. */
export const filesOf = (locations: readonly VideoLocation[]): readonly string[] => locations.flatMap(filesAt)

/** Looks at all files of a film without opening them: one that is gone makes the film gone. Sizes add up, stamps are joined. */
export const readLocationStamp = async (place: FilmPlace): Promise<StampReading> => {
  if (place.parts === undefined) return readStamp(place.path)
  const read: Extract<StampReading, { kind: 'file' }>[] = []
  for (const file of filesAt(place)) {
    const found = await readStamp(file)
    if (found.kind !== 'file') return found
    read.push(found)
  }
  return {
    kind: 'file',
    stamp: read.map(({ stamp }) => stamp).join('+'),
    sizeBytes: read.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    changedAtMs: Math.max(...read.map(({ changedAtMs }) => changedAtMs)),
  }
}
