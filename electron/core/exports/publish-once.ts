import { open, readFile, rm } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { z } from 'zod'
import { type Problem, problemSchema } from '../../contract/index.ts'
import type { WrittenFile } from '../../domain/ports/index.ts'
import type { ExportRun } from './export-run.ts'
import { publishedBefore, publishFile } from './publish-file.ts'
import { writeNewFile } from './write-new-file.ts'

/** What is known of a file when it is complete, and can't be found out from it later. */
export interface MadeFile {
  readonly report: readonly Problem[]
  /** A text that goes beside the file under its name, for example its subtitles. */
  readonly beside: { readonly extension: string; readonly text: string } | null
}

const recordSchema: z.ZodType<MadeFile> = z.object({
  report: z.array(problemSchema),
  beside: z.object({ extension: z.string(), text: z.string() }).nullable(),
})

const nothingMore: MadeFile = { report: [], beside: null }

const writeRecord = async (path: string, made: MadeFile): Promise<void> => {
  if (made.report.length === 0 && made.beside === null) return await rm(path, { force: true })
  const handle = await open(path, 'w', 0o600)
  try {
    await handle.writeFile(JSON.stringify(made))
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const readRecord = async (path: string): Promise<MadeFile> => {
  const text = await readFile(path, 'utf8').catch(() => null)
  return text === null ? nothingMore : recordSchema.parse(JSON.parse(text))
}

/** Writes the text beside a file, or takes what an ended process has already written there. */
const writeBeside = async (path: string, made: MadeFile, isRecovered: boolean): Promise<readonly WrittenFile[]> => {
  if (made.beside === null) return []
  const { dir, name } = parse(path)
  const wanted = join(dir, `${name}.${made.beside.extension}`)
  const before = isRecovered ? await readFile(wanted, 'utf8').catch(() => null) : null
  if (before === made.beside.text) return [{ path: wanted, sizeBytes: Buffer.byteLength(before) }]
  return [await writeNewFile(wanted, made.beside.text)]
}

/**
 * Makes a file of an export, gives it its name and notes it, with the text that goes beside it: once, whatever ends the process
 * in between. What is known of it is recorded before it gets its name; until it is noted its partial name stays too, and tells
 * the next run that it is there.
 *
 * @param make writes `partial` whole; answers null when nothing came of it
 * @param noting what is noted with it; called once, when the files have their names
 * @returns whether there is a file
 * @throws what `make`, `noting` and the file system throw; a file that has its name is then noted by the next run
 */
export const publishOnce = async (
  run: Pick<ExportRun, 'id' | 'wrote'>,
  file: { readonly folder: string; readonly name: string; readonly extension: string; readonly item: number },
  make: (partial: string) => Promise<MadeFile | null>,
  noting: (made: MadeFile) => { readonly progress: number; readonly report: readonly Problem[] },
): Promise<boolean> => {
  const { folder, item } = file
  const partial = join(folder, `.goodclips-${run.id}-${item}.partial`)
  const record = join(folder, `.goodclips-${run.id}-${item}.record`)
  const target = join(folder, `${file.name}.${file.extension}`)
  let isNamed = false
  let isNoted = false
  try {
    let published = await publishedBefore(partial, target)
    const isRecovered = published !== null
    const made = isRecovered ? await readRecord(record) : await make(partial)
    if (made === null) return false
    if (published === null) {
      await writeRecord(record, made)
      published = await publishFile(partial, target)
    }
    isNamed = true
    const beside = await writeBeside(published.path, made, isRecovered)
    const { progress, report } = noting(made)
    await run.wrote([{ ...published, item }, ...beside], progress, report)
    isNoted = true
    return true
  } finally {
    if (isNoted || !isNamed) for (const path of [partial, record]) await rm(path, { force: true })
  }
}
