import { InvalidArgumentError, Option, type Command as Program } from 'commander'
import {
  arrangementSchema,
  clipModeSchema,
  clipPresetSchema,
  contactSheetFormatSchema,
  stillFormatSchema,
  subtitleFormatSchema,
  timelineFormatSchema,
} from '../../contract/index.ts'
import { type ExportOptions, exportCommand } from './commands/export.ts'
import type { RunCommand } from './commands/run.ts'
import { gather } from './search-options.ts'

const wholeNumber = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number from 0.')
  return value
}

/** Adds `goodclips export`. */
export const addExportCommand = (program: Program, run: RunCommand, workingFolder: string): void => {
  program
    .command('export')
    .description('write ranges in the format of an editor or as files; never replaces a file')
    .option('--bin <bin>', 'a bin, by id or name')
    .option('--scenes <id...>', 'scenes, by their ids')
    .option('--video <video>', 'all scenes of a video, by id or title')
    .addOption(new Option('--format <format>', 'a timeline in a format').choices(timelineFormatSchema.options))
    .addOption(
      new Option('--clips <mode>', 'ranges as files: packets copied, to the frame, or encoded anew').choices(
        clipModeSchema.options,
      ),
    )
    .addOption(
      new Option('--stills <format>', 'a frame of each range as a picture; webp and gif move').choices(
        stillFormatSchema.options,
      ),
    )
    .addOption(
      new Option('--contact-sheet <format>', 'pages of pictures with timecode and note').choices(
        contactSheetFormatSchema.options,
      ),
    )
    .addOption(new Option('--preset <preset>', 'what clips are encoded as').choices(clipPresetSchema.options))
    .option('--handles <frames>', 'frames before and behind each clip', wholeNumber)
    .option('--join', 'one file of all clips')
    .addOption(
      new Option('--subtitles <format>', 'what is said in each clip as a file beside it').choices(
        subtitleFormatSchema.options,
      ),
    )
    .option('--name-template <template>', 'names of clips, for example {bin}-{nr:03}-{title}-{tc}')
    .requiredOption('--out <folder>', 'folder of the files; it is made when it is missing')
    .addOption(
      new Option('--as <arrangement>', 'one after the other, or each for itself')
        .choices(arrangementSchema.options)
        .default('sequence'),
    )
    .option('--name <name>', 'name of the files (default: of the bin or the video)')
    .option(
      '--map <from=to>',
      'what a prefix of paths is called on the other machine; may be given several times',
      gather,
      [],
    )
    .action((options: Omit<ExportOptions, 'workingFolder'>) => run(exportCommand, { ...options, workingFolder }))
}
