import { type Bin, type BinEntry, type BinItem, spanText, timecodeText } from '../../../contract/index.ts'
import type { ApiFailure } from '../../../domain/failure.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts'
import { findBin } from '../find-bin.ts'
import { refuseArgument } from '../find-video.ts'
import { parseRangeTarget } from '../range-target.ts'
import { describeFailure, oneLine, printable } from '../terminal.ts'
import type { Command, CommandContext } from './run.ts'

/** What `goodclips bins` is asked to do. */
export type BinsOptions =
  | { readonly act: 'list' }
  | { readonly act: 'show' | 'delete'; readonly bin: string }
  | {
      readonly act: 'create'
      readonly name: string
      readonly folder: boolean
      readonly search?: string | undefined
      readonly in?: string | undefined
    }
  | { readonly act: 'rename'; readonly bin: string; readonly name: string }
  | { readonly act: 'add'; readonly bin: string; readonly ranges: readonly string[] }
  | { readonly act: 'remove'; readonly bin: string; readonly numbers: readonly string[] }

const refuse = ({ terminal }: CommandContext, failure: ApiFailure): ExitCode => {
  terminal.note(describeFailure(failure))
  return exitCodeOf(failure)
}

/** A bin in one line. */
export const binLine = ({ id, kind, name, itemCount, durationMs }: Bin): string => {
  const holds = kind === 'bin' ? `${String(itemCount).padStart(5)} ranges  ${timecodeText(durationMs, null)}` : kind
  return [id, holds.padEnd(27), printable(name)].join('  ')
}

const itemLine = (item: BinItem, index: number): string =>
  [
    String(index + 1).padStart(5),
    timecodeText(item.startMs, item.frameRate),
    timecodeText(item.endMs, item.frameRate),
    spanText(item, item.frameRate),
    item.state === 'ready' ? '' : `(${item.state}) `,
    printable(item.title),
    oneLine(item.note),
  ]
    .filter((part) => part !== '')
    .join('  ')
    .trimEnd()

const numbersOf = (numbers: readonly string[], count: number): readonly number[] | null => {
  const found = numbers.map((text) => (/^\d{1,6}$/.test(text) ? Number(text) : 0))
  return found.every((number) => number >= 1 && number <= count) ? found : null
}

/** `goodclips bins …`: lists, makes, fills and deletes bins. */
export const binsCommand: Command<BinsOptions> = async (context, options) => {
  const { backend, terminal, signal } = context
  if (options.act === 'list') {
    const bins = await backend.bins.list()
    if (!bins.ok) return refuse(context, bins.error)
    for (const bin of bins.value) terminal.result(bin, () => binLine(bin))
    return exitCodes.ok
  }
  if (options.act === 'create') {
    const parent = options.in === undefined ? null : await findBin(backend, options.in)
    if (parent?.ok === false) return refuse(context, parent.error)
    const made = await backend.bins.create({
      name: options.name,
      ...(options.folder ? { kind: 'folder' as const } : {}),
      ...(options.search === undefined ? {} : { searchId: options.search }),
      ...(parent === null ? {} : { parentId: parent.value.id }),
    })
    if (!made.ok) return refuse(context, made.error)
    terminal.result(made.value, () => binLine(made.value))
    return exitCodes.ok
  }
  const found = await findBin(backend, options.bin)
  if (!found.ok) return refuse(context, found.error)
  const { id } = found.value
  switch (options.act) {
    case 'show': {
      const bin = await backend.bins.get(id, signal)
      if (!bin.ok) return refuse(context, bin.error)
      for (const [index, item] of bin.value.items.entries()) terminal.result(item, () => itemLine(item, index))
      return exitCodes.ok
    }
    case 'rename': {
      const renamed = await backend.bins.patch(id, { name: options.name })
      if (!renamed.ok) return refuse(context, renamed.error)
      terminal.result(renamed.value, () => binLine(renamed.value))
      return exitCodes.ok
    }
    case 'delete': {
      const gone = await backend.bins.delete(id)
      if (!gone.ok) return refuse(context, gone.error)
      terminal.result({ ...found.value, deleted: true }, () => `deleted  ${binLine(found.value)}`)
      return exitCodes.ok
    }
    case 'add': {
      const items: BinEntry[] = []
      for (const range of options.ranges) {
        const entry = await parseRangeTarget(backend, range)
        if (!entry.ok) return refuse(context, entry.error)
        items.push(entry.value)
      }
      const added = await backend.bins.add(id, { items })
      if (!added.ok) return refuse(context, added.error)
      const first = added.value.bin.itemCount - added.value.items.length
      for (const [index, item] of added.value.items.entries())
        terminal.result(item, () => itemLine(item, first + index))
      return exitCodes.ok
    }
    case 'remove': {
      const bin = await backend.bins.get(id, signal)
      if (!bin.ok) return refuse(context, bin.error)
      const numbers = numbersOf(options.numbers, bin.value.items.length)
      if (numbers === null) {
        const refused = refuseArgument(
          'bad_request',
          `"${found.value.name}" has the ranges 1 to ${bin.value.items.length}.`,
          'Give the numbers that "goodclips bins show" prints.',
        )
        return refused.ok ? exitCodes.usage : refuse(context, refused.error)
      }
      const remove = numbers.flatMap((number) => bin.value.items[number - 1]?.id ?? [])
      const left = await backend.bins.changeItems(id, { remove }, signal)
      if (!left.ok) return refuse(context, left.error)
      const { items, ...rest } = left.value
      terminal.result(rest, () => binLine(rest))
      return exitCodes.ok
    }
  }
}
