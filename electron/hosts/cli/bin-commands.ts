import type { Command as Program } from 'commander'
import { type BinsOptions, binsCommand } from './commands/bins.ts'
import { importBinsCommand } from './commands/import-bins.ts'
import type { RunCommand } from './commands/run.ts'
import { gather } from './search-options.ts'

interface CreateOptions {
  readonly folder?: boolean
  readonly search?: string
  readonly in?: string
}

interface ImportOptions {
  readonly name?: string
  readonly rate?: string
  readonly map?: readonly string[]
  readonly in?: string
}

/** Adds `goodclips bins`. */
export const addBinCommands = (program: Program, run: RunCommand, workingFolder: string): void => {
  const bins = program.command('bins').description('list, make and fill bins: ordered ranges from any videos')
  const act = (options: BinsOptions): Promise<void> => run(binsCommand, options)
  const bin = 'id, or a name that only one bin has'
  bins
    .command('list', { isDefault: true })
    .description('every bin, folder of bins and smart bin')
    .action(() => act({ act: 'list' }))
  bins
    .command('show')
    .description('the ranges of a bin in order; ends exclusive')
    .argument('<bin>', bin)
    .action((name: string) => act({ act: 'show', bin: name }))
  bins
    .command('create')
    .description('make a bin')
    .argument('<name...>', 'its name')
    .option('--folder', 'a folder of bins')
    .option('--search <id>', 'a smart bin, which shows what this saved search finds')
    .option('--in <folder>', 'the folder that it lies in')
    .action((name: string[], { folder = false, ...rest }: CreateOptions) =>
      act({ act: 'create', name: name.join(' '), folder, ...rest }),
    )
  bins
    .command('add')
    .description('put ranges into a bin, behind those it has')
    .argument('<bin>', bin)
    .argument('<range...>', 'id of a scene, VIDEO@TIME for the scene there, or VIDEO@IN..OUT for any range')
    .action((name: string, ranges: string[]) => act({ act: 'add', bin: name, ranges }))
  bins
    .command('remove')
    .description('take ranges out of a bin')
    .argument('<bin>', bin)
    .argument('<number...>', 'as "bins show" prints them')
    .action((name: string, numbers: string[]) => act({ act: 'remove', bin: name, numbers }))
  bins
    .command('import')
    .description('make bins of a list of an editor: EDL, FCPXML, Final Cut Pro 7 XML, OTIO, ALE, CSV')
    .argument('<file>', 'the list; a folder .fcpxmld too')
    .option('--name <name>', 'of the bin, instead of that of the list')
    .option('--rate <rate>', 'frames a second of an EDL: 25, 29.97, 30000/1001 …')
    .option(
      '--map <from=to>',
      'a prefix of paths in the list, and what it is called here; may be given several times',
      gather,
      [],
    )
    .option('--in <folder>', 'the folder of bins that they lie in')
    .action((file: string, { map = [], ...rest }: ImportOptions) =>
      run(importBinsCommand, { file, map, ...rest, workingFolder }),
    )
  bins
    .command('rename')
    .description('give a bin another name')
    .argument('<bin>', bin)
    .argument('<name...>', 'the new name')
    .action((name: string, to: string[]) => act({ act: 'rename', bin: name, name: to.join(' ') }))
  bins
    .command('delete')
    .description('delete a bin; what lies in a folder moves up')
    .argument('<bin>', bin)
    .action((name: string) => act({ act: 'delete', bin: name }))
}
