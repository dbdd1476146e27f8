import { InvalidArgumentError, Option, type Command as Program } from 'commander'
import { flagSchema, labelSchema, type MarkChange } from '../../contract/index.ts'
import { type MarksOptions, marksCommand } from './commands/marks.ts'
import type { RunCommand } from './commands/run.ts'
import { gather } from './search-options.ts'

const none = 'none'

interface SetOptions {
  readonly rating?: number | typeof none
  readonly flag?: string
  readonly label?: string
  readonly tag: readonly string[]
  readonly untag: readonly string[]
  readonly note?: string
}

/** Commander takes a null for no answer at all. */
const toRating = (text: string): number | typeof none => {
  if (text === none) return none
  if (!/^[0-5]$/.test(text)) throw new InvalidArgumentError('It must be 0 to 5, or none.')
  return Number(text)
}

const changeOf = ({ rating, flag, label, tag, untag, note }: SetOptions): MarkChange => ({
  ...(rating === undefined ? {} : { rating: rating === none ? null : rating }),
  ...(flag === undefined ? {} : { flag: flag === none ? null : flagSchema.parse(flag) }),
  ...(label === undefined ? {} : { label: label === none ? null : labelSchema.parse(label) }),
  ...(tag.length === 0 ? {} : { addTags: [...tag] }),
  ...(untag.length === 0 ? {} : { removeTags: [...untag] }),
  ...(note === undefined ? {} : { note: note === '' ? null : note }),
})

/** Adds `goodclips marks`. */
export const addMarkCommands = (program: Program, run: RunCommand, workingFolder: string): void => {
  const marks = program
    .command('marks')
    .description('ratings, flags, labels, tags and notes of videos, scenes and ranges')
  const act = (options: MarksOptions): Promise<void> => run(marksCommand, options)
  marks
    .command('list')
    .description('the marks of a video, of its scenes and ranges')
    .argument('<video>', 'id or title')
    .action((video: string) => act({ act: 'list', video }))
  marks
    .command('set')
    .description('change what is said of videos, scenes and ranges; what is not named stays')
    .argument('<target...>', 'id or title of a video, id of a scene, VIDEO@TIME for the scene there, or VIDEO@IN..OUT')
    .option('--rating <stars>', '0 to 5, or none', toRating)
    .addOption(new Option('--flag <flag>', 'kept or put aside').choices([...flagSchema.options, none]))
    .addOption(new Option('--label <colour>', 'a colour').choices([...labelSchema.options, none]))
    .option('--tag <tag>', 'give a tag; may be given several times', gather, [])
    .option('--untag <tag>', 'take a tag away; may be given several times', gather, [])
    .option('--note <text>', 'a note; an empty one takes it away')
    .action((targets: string[], options: SetOptions) => act({ act: 'set', targets, change: changeOf(options) }))
  marks
    .command('export')
    .description('write all marks of the library as one file, which another library can import')
    .requiredOption('--out <file>', 'file to write; it is never replaced')
    .action(({ out }: { readonly out: string }) => act({ act: 'export', file: out, workingFolder }))
  marks
    .command('import')
    .description('take over marks of such a file; of two of the same frames the newer one stays')
    .argument('<file>', 'the file')
    .action((file: string) => act({ act: 'import', file, workingFolder }))
}
