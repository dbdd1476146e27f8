import type { CliBackend } from '../backend.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

/** What every command gets. */
export interface CommandContext {
  readonly backend: CliBackend
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** A command: writes its results, answers an exit code. */
export type Command<Options> = (context: CommandContext, options: Options) => Promise<ExitCode>

/** Opens the library, runs one command on it and closes it again. */
export type RunCommand = <Options>(command: Command<Options>, options: Options, runJobs?: boolean) => Promise<void>
