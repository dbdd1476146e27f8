import { Option, type Command as Program } from 'commander'
import { arrangementSchema, timelineFormatSchema } from '../../contract/index.ts'
import { type ExportOptions, exportCommand } from './commands/export.ts'
import type { RunCommand } from './commands/run.ts'
import { gather } from './search-options.ts'

/** Adds `goodclips export`. */
export const addExportCommand = (program: Program, run: RunCommand, workingFolder: string): void => {
  program
    .command('export')
    .description('write ranges in the format of an editor; never replaces a file')
    .option('--bin <bin>', 'a bin, by id or name')
    .option('--scenes <id...>', 'scenes, by their ids')
    .option('--video <video>', 'all scenes of a video, by id or title')
    .addOption(
      new Option('--format <format>', 'the format').choices(timelineFormatSchema.options).makeOptionMandatory(),
    )
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
