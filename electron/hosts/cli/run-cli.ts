import { CommanderError, InvalidArgumentError, Option, Command as Program } from 'commander'
import {
  captionExportFormatSchema,
  captionSources,
  fusionSchema,
  jobStateSchema,
  videoStateSchema,
} from '../../contract/index.ts'
import type { CreateCore } from '../../core/core-api.ts'
import { type DataFolders, dataFoldersOf } from '../library-path.ts'
import { parsePort } from '../server/parse-port.ts'
import { version } from '../version.ts'
import { addBinCommands } from './bin-commands.ts'
import { exportCaptionsCommand } from './commands/captions.ts'
import { importCommand } from './commands/import.ts'
import { doctorCommand, jobsCommand, videosCommand } from './commands/lists.ts'
import type { RunCommand } from './commands/run.ts'
import { scenesCommand } from './commands/scenes.ts'
import { type SearchOptions, searchCommand } from './commands/search.ts'
import { type SimilarOptions, similarCommand } from './commands/similar.ts'
import { spacesCommand } from './commands/spaces.ts'
import { exportVectorsCommand } from './commands/vectors.ts'
import { addModelCommands, addVideoCommands } from './edit-commands.ts'
import { exitCodeHelp, exitCodes } from './exit-codes.ts'
import { addExportCommand } from './export-commands.ts'
import { addMarkCommands } from './mark-commands.ts'
import { openBackend } from './open-backend.ts'
import { addTexts, addWeights, gather, textsIn, toSeconds, weightsIn } from './search-options.ts'
import { addSpeechCommand } from './speech-commands.ts'
import { describeFailure, type Terminal } from './terminal.ts'
import { addWatchFolderCommands } from './watch-folder-commands.ts'

/** What the program takes from its surroundings. */
export interface CliSurroundings {
  /** Arguments after the program's name. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly home: string
  /** Folder that relative paths start from. */
  readonly workingFolder: string
  readonly interactive: boolean
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Called before a command that can be interrupted; the signal aborts when the person does so. */
  readonly interruptible: () => AbortSignal
  readonly createCore: CreateCore
}

type SearchArguments = Pick<SearchOptions, 'limit' | 'not' | 'fusion' | 'then' | 'within'> & {
  readonly videoId: readonly string[]
  readonly weak?: boolean
  readonly words?: boolean
  readonly sources?: SearchOptions['sources']
}
type SimilarArguments = Pick<SimilarOptions, 'limit' | 'image' | 'audio' | 'space'> & {
  readonly videoId: readonly string[]
}

const toPort = (text: string): number => {
  const port = parsePort(text)
  if (port === null) throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
  return port
}

const toTrack = (text: string): number => {
  const track = Number(text)
  if (!Number.isInteger(track) || track < 0) throw new InvalidArgumentError('It must be a whole number from 0.')
  return track
}

const toLimit = (text: string): number => {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (limit < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return limit
}

/** Commands whose results are pieces of films. */
const csvCommands: ReadonlySet<unknown> = new Set([searchCommand, similarCommand, scenesCommand])
const noRows = '--csv goes with search, similar and scenes.'

/** Runs one command line and answers the exit code. */
export const runCli = async (surroundings: CliSurroundings): Promise<number> => {
  const { createCore, workingFolder } = surroundings
  const program = new Program('goodclips')
  let exitCode: number = exitCodes.ok
  const note = (line: string): void => surroundings.err(`${line}\n`)

  const folders = (): DataFolders => {
    const option: unknown = program.opts()['library']
    return dataFoldersOf({ ...surroundings, option: typeof option === 'string' ? option : undefined })
  }

  /** Opens the library, runs one command on it, closes it again. */
  const run: RunCommand = async (command, options, runJobs = false) => {
    const signal = surroundings.interruptible()
    const json = program.opts()['json'] === true
    const csv = program.opts()['csv'] === true
    const refused = csv && json ? 'Give one of --json and --csv.' : csv && !csvCommands.has(command) ? noRows : null
    if (refused !== null) {
      note(refused)
      exitCode = exitCodes.usage
      return
    }
    const terminal: Terminal = {
      json,
      csv,
      interactive: surroundings.interactive && !json,
      result: (value, text) => surroundings.out(`${json ? JSON.stringify(value) : text()}\n`),
      note,
    }
    const backend = await openBackend(
      { folders: folders(), runJobs, mayMake: command === importCommand, note },
      createCore,
    )
    if (!backend.ok) {
      note(describeFailure(backend.error))
      exitCode = exitCodes.unavailable
      return
    }
    try {
      exitCode = signal.aborted
        ? exitCodes.interrupted
        : await command({ backend: backend.value, terminal, signal }, options)
    } finally {
      await backend.value.close()
    }
  }

  program
    .description('Finds any moment in your own video clips. Everything stays on your machine.')
    .version(version)
    .option('--library <folder>', 'library folder (default: GOODCLIPS_LIBRARY, else in the user data folder)')
    .option('--json', 'print each result as one line of JSON')
    .option('--csv', 'search, similar and scenes: print a table of files, timecodes, frames and milliseconds')
    .addHelpText('after', exitCodeHelp)
    .exitOverride()
    .configureOutput({ writeOut: surroundings.out, writeErr: surroundings.err })
    .configureHelp({ showGlobalOptions: true })

  program
    .command('import')
    .description('import files, folders (with all below) and patterns, and wait until they are processed')
    .argument('<path...>', 'files, folders or patterns such as "**/*.mp4"')
    .option('--no-wait', 'only register; a serving host, or the next import, does the work')
    .option('--follow-links', 'also follow links that lead out of the folders')
    .action(
      (args: string[], { wait, followLinks = false }: { readonly wait: boolean; readonly followLinks?: boolean }) =>
        run(importCommand, { args, workingFolder, wait, followLinks }, wait),
    )

  program
    .command('videos')
    .description('list the videos')
    .option('--name <text>', 'only titles that contain this')
    .addOption(new Option('--state <state>', 'only videos in this state').choices(videoStateSchema.options))
    .action((options: Parameters<typeof videosCommand>[1]) => run(videosCommand, options))

  program
    .command('scenes')
    .description('list the scenes of a video')
    .argument('<video>', 'id or title of the video')
    .action((name: string) => run(scenesCommand, { name }))

  program
    .command('captions')
    .description('work with the captions of a video')
    .command('export')
    .description('write a caption track as a file')
    .argument('<video>', 'id or title of the video')
    .requiredOption('--out <file>', 'file to write; its ending says the format')
    .addOption(
      new Option('--format <format>', 'where the ending does not say it').choices(captionExportFormatSchema.options),
    )
    .option('--track <number>', 'number of the track; the first that can be read without it', toTrack)
    .action((name: string, options: Omit<Parameters<typeof exportCaptionsCommand>[1], 'name' | 'workingFolder'>) =>
      run(exportCaptionsCommand, { ...options, name, workingFolder }),
    )

  program
    .command('jobs')
    .description('list the jobs')
    .addOption(new Option('--state <state>', 'only jobs in this state').choices(jobStateSchema.options))
    .option('--video-id <id>', 'only jobs of this video')
    .action((options: Parameters<typeof jobsCommand>[1]) => run(jobsCommand, options))

  addWeights(
    addTexts(
      program
        .command('search')
        .description('find scenes by meaning, and by words as they are said')
        .argument('[text...]', 'what to find'),
    ).option('--limit <number>', 'at most so many hits', toLimit, 50),
  )
    .option('--not <text>', 'what is not wanted')
    .option('--then <text>', 'only scenes after which, in the same video, one follows that answers this')
    .option('--within <seconds>', 'how soon it follows (default: 30)', toSeconds)
    .option('--video-id <id>', 'only in this video; may be given several times', gather, [])
    .addOption(new Option('--fusion <formula>', 'how modalities are added up').choices(fusionSchema.options))
    .option('--weak', 'also what does not stand out from what any query finds')
    .option('--words', 'word for word in captions: "…" is a phrase, a trailing * a prefix')
    .addOption(
      new Option('--sources <source...>', 'whose words are searched (default: all)').choices(
        captionSources.map(({ id }) => id),
      ),
    )
    .action((words: string[], options: SearchArguments) =>
      run(searchCommand, {
        ...options,
        query: words.join(' '),
        texts: textsIn({ ...options }),
        videoIds: options.videoId,
        weights: weightsIn({ ...options }),
        weak: options.weak === true,
        words: options.words === true,
        sources: options.sources ?? [],
      }),
    )

  addWeights(
    program
      .command('similar')
      .description('find scenes like a scene, like a picture, or that sound like a recording')
      .argument(
        '[scene]',
        'VIDEO@TIME (an id or part of a title; HH:MM:SS:FF, HH:MM:SS.mmm or seconds), or id of a scene',
      )
      .option('--image <file>', 'like this picture')
      .option('--audio <file>', 'like this sound')
      .option('--space <space>', 'compare by this modality or embedding space only')
      .option('--limit <number>', 'at most so many hits', toLimit, 50),
    ['audio'],
  )
    .option('--video-id <id>', 'only in this video; may be given several times', gather, [])
    .action((target: string | undefined, options: SimilarArguments) =>
      run(similarCommand, {
        ...options,
        target,
        videoIds: options.videoId,
        weights: weightsIn({ ...options }),
        workingFolder,
      }),
    )

  addVideoCommands(program, run)
  addModelCommands(program, run, workingFolder)
  addBinCommands(program, run, workingFolder)
  addExportCommand(program, run, workingFolder)
  addWatchFolderCommands(program, run, workingFolder)
  addMarkCommands(program, run, workingFolder)
  addSpeechCommand(program, run)

  program
    .command('spaces')
    .description('list the embedding spaces and how complete they are')
    .action(() => run(spacesCommand, null))

  program
    .command('vectors')
    .description('work with the vectors of an embedding space')
    .command('export')
    .description('write the scene vectors as FILE.npy (float32), and which scenes they are of as FILE.jsonl beside it')
    .requiredOption('--space <id>', 'id of the space, as "spaces" prints it')
    .requiredOption('--out <file>', 'file to write, ending in .npy')
    .action((options: { readonly space: string; readonly out: string }) =>
      run(exportVectorsCommand, { ...options, workingFolder }),
    )

  program
    .command('doctor')
    .description('check versions, tools, disk and the library')
    .action(() => run(doctorCommand, null))

  program
    .command('mcp')
    .description('serve the library to an agent by the Model Context Protocol, over stdin and stdout')
    .option('--allow-write', 'also tools that fill bins, set marks and write files')
    .action(async ({ allowWrite = false }: { readonly allowWrite?: boolean }) => {
      const open = () => openBackend({ folders: folders(), runJobs: false, mayMake: false, note }, createCore)
      const { serveMcp } = await import('./mcp/serve-mcp.ts')
      await serveMcp({ open, allowWrite, signal: surroundings.interruptible() })
    })

  program
    .command('serve')
    .description('serve the library to the browser of this machine until Ctrl-C')
    .option('--no-open', 'do not open the browser')
    .option('--port <number>', 'port to listen on; 0 takes any free one', toPort, 0)
    .option('--host <address>', 'address to listen on; anything but loopback lets other machines in', '127.0.0.1')
    .action(async (options: { readonly open: boolean; readonly port: number; readonly host: string }) => {
      const output = { out: (line: string) => surroundings.out(`${line}\n`), note }
      const { serve } = await import('../server/serve.ts')
      exitCode = await serve({ ...options, folders: folders() }, createCore, output)
    })

  try {
    await program.parseAsync(surroundings.args, { from: 'user' })
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause
    return cause.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  }
  return exitCode
}
