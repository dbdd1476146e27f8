import type { ImportItem } from '../../contract/index.ts'

const maxPaths = 200
const maxCharacters = 200_000

/** The item for an argument that names nothing. */
export const errorItem = (path: string): ImportItem => ({
  path,
  outcome: 'refused',
  error: { code: 'file_missing', message: 'There is no such file or folder.', remedy: 'Check the path.' },
})

/** Splits paths into requests small enough for the API's limit on bodies. */
export const batches = (paths: readonly string[]): readonly (readonly string[])[] => {
  const result: string[][] = []
  let current: string[] = []
  let characters = 0
  for (const path of paths) {
    if (current.length >= maxPaths || (current.length > 0 && characters + path.length > maxCharacters)) {
      result.push(current)
      current = []
      characters = 0
    }
    current.push(path)
    characters += path.length
  }
  return current.length === 0 ? result : [...result, current]
}
