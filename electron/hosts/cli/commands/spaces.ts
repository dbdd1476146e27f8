import type { Space } from '../../../contract/index.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { describeFailure, printable } from '../terminal.ts'
import type { Command } from './run.ts'

const stateOf = ({ active, building }: Space): string => (active ? 'active' : building ? 'building' : '')

/** One space as a line of a list. */
export const spaceLine = (space: Space): string =>
  [
    printable(space.id),
    stateOf(space).padEnd(8),
    `${String(space.dimension).padStart(5)} numbers`,
    `${String(space.present).padStart(7)} scenes`,
    [
      ...(space.missing > 0 ? [`${space.missing} missing`] : []),
      ...space.skipped.map(({ reason, count }) => `${count} ${printable(reason)}`),
    ].join(', '),
  ]
    .join('  ')
    .trimEnd()

/** `goodclips spaces`: every embedding space, and how complete it is. */
export const spacesCommand: Command<null> = async ({ backend, terminal }) => {
  const spaces = await backend.spaces()
  if (!spaces.ok) {
    terminal.note(describeFailure(spaces.error))
    return exitCodeOf(spaces.error)
  }
  for (const space of spaces.value) terminal.result(space, () => spaceLine(space))
  if (spaces.value.length === 0) terminal.note('There is no embedding space yet; a model that is chosen makes one.')
  return exitCodes.ok
}
