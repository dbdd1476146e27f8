import type Database from 'better-sqlite3'
import { z } from 'zod'
import { type IndexedNames, indexedNames } from '../../domain/names/name-words.ts'

const pathsSchema = z.array(z.string().nullable())
const tagsSchema = z.array(z.string())

/**
 * Gives a connection the function by which triggers keep the index of names: `indexed_names(column, title, paths, tags)`
 * with the lists as JSON. Every connection that writes needs it.
 */
export const addNameFunctions = (database: Database.Database): void => {
  // One row asks for each of its columns.
  let known: { readonly key: string; readonly names: IndexedNames } | null = null
  const read = (title: string, paths: string, tags: string): IndexedNames => {
    const key = JSON.stringify([title, paths, tags])
    if (known?.key !== key) {
      const present = pathsSchema.parse(JSON.parse(paths)).filter((path) => path !== null)
      known = { key, names: indexedNames(title, present, tagsSchema.parse(JSON.parse(tags))) }
    }
    return known.names
  }
  database.function(
    'indexed_names',
    { deterministic: true },
    (column: unknown, title: unknown, paths: unknown, tags: unknown) => {
      const names = read(String(title), String(paths), String(tags))
      return names[column as keyof IndexedNames]
    },
  )
}
