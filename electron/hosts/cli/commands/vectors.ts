import { rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { describeFailure, printable } from '../terminal.ts'
import type { Command } from './run.ts'

/** Arguments of `goodclips vectors export`. */
export interface ExportVectorsOptions {
  readonly space: string
  readonly out: string
  readonly workingFolder: string
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/**
 * `goodclips vectors export`: the scene vectors of a space as FILE.npy, and what its rows are as FILE.jsonl beside it.
 * Both get their names when both are complete.
 */
export const exportVectorsCommand: Command<ExportVectorsOptions> = async (context, { space, out, workingFolder }) => {
  const { backend, terminal, signal } = context
  if (extname(out).toLowerCase() !== '.npy') {
    terminal.note(`${printable(out)} must end in .npy; the rows go into a file of the same name that ends in .jsonl.`)
    return exitCodes.usage
  }
  const spaces = await backend.spaces()
  if (!spaces.ok) {
    terminal.note(describeFailure(spaces.error))
    return exitCodeOf(spaces.error)
  }
  if (!spaces.value.some(({ id }) => id === space)) {
    terminal.note(`There is no embedding space ${printable(space)}.`)
    for (const { id } of spaces.value) terminal.note(`  ${printable(id)}`)
    if (spaces.value.length === 0) terminal.note('There is none at all yet; a model that is chosen makes one.')
    return exitCodes.notFound
  }
  const npy = resolve(workingFolder, out)
  const jsonl = join(dirname(npy), `${basename(npy, extname(npy))}.jsonl`)
  const partial = { npy: `${npy}.${process.pid}.partial`, jsonl: `${jsonl}.${process.pid}.partial` }
  try {
    const saved = await backend.saveVectors(space, partial, signal)
    if (signal.aborted) return exitCodes.interrupted
    if (!saved.ok) {
      terminal.note(describeFailure(saved.error))
      return exitCodeOf(saved.error)
    }
    await rename(partial.jsonl, jsonl)
    await rename(partial.npy, npy)
    const { rows, dimension } = saved.value
    terminal.result(
      { space, rows, dimension, npy, jsonl },
      () => `${rows} × ${dimension} float32  ${printable(npy)}  ${printable(jsonl)}`,
    )
    return exitCodes.ok
  } catch (thrown) {
    if (signal.aborted) return exitCodes.interrupted
    terminal.note(
      `The vectors could not be written: ${printable(messageOf(thrown))}. Choose another place, or make room.`,
    )
    return exitCodes.someFailed
  } finally {
    for (const path of [partial.npy, partial.jsonl]) await rm(path, { force: true })
  }
}
