import { stat } from 'node:fs/promises'
import { systemCode } from '../../domain/failure.ts'
import { fileStamp } from '../../domain/import/file-stamp.ts'

/** What is at a path: the stamp of a file, nothing, or something that the system does not tell about now. */
export type StampReading =
  | { readonly kind: 'file'; readonly stamp: string; readonly sizeBytes: number; readonly changedAtMs: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable' }

const absences: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'])

/** Looks at a file without opening it. */
export const readStamp = async (path: string): Promise<StampReading> => {
  try {
    const found = await stat(path, { bigint: true })
    if (!found.isFile()) return { kind: 'gone' }
    const changedAtMs = Number((found.mtimeNs > found.ctimeNs ? found.mtimeNs : found.ctimeNs) / 1_000_000n)
    return { kind: 'file', stamp: fileStamp(found), sizeBytes: Number(found.size), changedAtMs }
  } catch (thrown) {
    return absences.has(systemCode(thrown)) ? { kind: 'gone' } : { kind: 'unreadable' }
  }
}
