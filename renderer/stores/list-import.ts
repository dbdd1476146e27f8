import type { QueryClient } from '@tanstack/react-query'
import { type ImportedBins, importTextLimit } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { describeClientError } from '../client/client-error.ts'
import { readListFile } from '../client/list-file.ts'
import { queryKeys } from '../queries/query-keys.ts'
import type { PreferencesState } from './preferences-store.ts'

/** What became of one file. */
export type ListImport = { readonly fileName: string } & (
  | { readonly answer: ImportedBins }
  | { readonly failure: string }
)

/** Makes bins of lists of editors. */
export interface ListImportActions {
  /** Reads the files one after the other, and shows what became of them. */
  readonly importLists: (files: readonly File[]) => Promise<void>
}

const listEndings = new Set(['edl', 'fcpxml', 'xml', 'otio', 'ale', 'csv', 'tsv', 'json'])

/** Endings of files that editors write, as a file picker takes them. */
export const listFileTypes = [...listEndings].map((ending) => `.${ending}`).join(',')

/** Whether a file's name says that an editor wrote it; no film has such an ending. */
export const isListFile = ({ name }: Pick<File, 'name'>): boolean =>
  listEndings.has(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '')

/** A list names thousands of files at most; those that lie elsewhere are read to know them by their content. */
const answerWithinMs = 300_000

/** Makes the actions on lists. */
export const createListImport = (
  client: Client,
  cache: QueryClient,
  preferences: () => PreferencesState,
  show: (results: readonly ListImport[]) => void,
): ListImportActions => {
  const importList = async (file: File): Promise<ListImport> => {
    const { name: fileName } = file
    if (file.size === 0) return { fileName, failure: 'The file is empty.' }
    if (file.size > importTextLimit) return { fileName, failure: 'The file is larger than 32 MB.' }
    const text = await readListFile(file)
    if (text === null) return { fileName, failure: 'The file cannot be read any more. Choose it again.' }
    const body = { text, fileName }
    const answer = await client.call('importBins', { body }, AbortSignal.timeout(answerWithinMs))
    if (answer.ok) return { fileName, answer: answer.value }
    const { message, remedy } = describeClientError(answer.error)
    return { fileName, failure: remedy === '' ? message : `${message} ${remedy}` }
  }
  return {
    importLists: async (files) => {
      const results: ListImport[] = []
      for (const file of files) results.push(await importList(file))
      if (results.length === 0) return
      await cache.invalidateQueries({ queryKey: queryKeys.bins })
      const [bin] = results.flatMap((result) => ('answer' in result ? result.answer.bins : []))
      if (bin !== undefined) preferences().change({ currentBin: bin.id })
      show(results)
    },
  }
}
