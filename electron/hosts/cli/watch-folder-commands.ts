import { Option, type Command as Program } from 'commander'
import { type WhenReplaced, whenReplacedSchema } from '../../contract/index.ts'
import type { RunCommand } from './commands/run.ts'
import { type WatchFoldersOptions, watchFoldersCommand } from './commands/watch-folders.ts'
import { gather } from './search-options.ts'

interface AddOptions {
  readonly recursive: boolean
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly whenReplaced: WhenReplaced
}

/** Adds `goodclips watch-folders`. */
export const addWatchFolderCommands = (program: Program, run: RunCommand, workingFolder: string): void => {
  const folders = program
    .command('watch-folders')
    .description('folders whose new films come into the library by themselves')
  const act = (options: WatchFoldersOptions): Promise<void> => run(watchFoldersCommand, options)
  const folder = 'its id or path, as "watch-folders list" prints them'
  folders
    .command('list', { isDefault: true })
    .description('every watched folder and how it stands')
    .action(() => act({ act: 'list' }))
  folders
    .command('add')
    .description('watch a folder; while GoodCLIPS runs, the films in it are imported')
    .argument('<folder>', 'the folder')
    .option('--no-recursive', 'without the folders below it')
    .option('--include <pattern>', 'take only what this fits (*.mov); may be given several times', gather, [])
    .option('--exclude <pattern>', 'leave out what this fits; may be given several times', gather, [])
    .addOption(
      new Option('--when-replaced <what>', 'when another film takes the place of one: ask, or renew its video at once')
        .choices(whenReplacedSchema.options)
        .default('ask'),
    )
    .action((path: string, options: AddOptions) => act({ act: 'add', path, workingFolder, ...options }))
  for (const [name, description] of [
    ['pause', 'watch a folder no more until "resume"'],
    ['resume', 'watch a folder again; what came meanwhile is imported'],
    ['remove', 'forget a watched folder; its videos stay in the library'],
  ] as const)
    folders
      .command(name)
      .description(description)
      .argument('<folder>', folder)
      .action((path: string) => act({ act: name, folder: path, workingFolder }))
}
