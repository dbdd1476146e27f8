import type { ApiFailure } from '../../domain/failure.ts'

/** Exit codes of `goodclips`, as `--help` and docs/cli.md list them. */
export const exitCodes = {
  ok: 0,
  someFailed: 1,
  usage: 2,
  unavailable: 3,
  notFound: 4,
  interrupted: 130,
} as const

/** One of the documented exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The exit code for a failure of the library. */
export const exitCodeOf = ({ code }: ApiFailure): ExitCode => {
  switch (code) {
    case 'not_found':
      return exitCodes.notFound
    case 'bad_request':
      return exitCodes.usage
    case 'library_locked':
    case 'library_too_new':
    case 'library_corrupt':
    case 'unavailable':
    case 'unauthorized':
    case 'forbidden':
    case 'disk_full':
    case 'store_busy':
      return exitCodes.unavailable
    default:
      return exitCodes.someFailed
  }
}

/** The list of exit codes as `--help` shows it. */
export const exitCodeHelp = `
Exit codes:
  0    everything was done
  1    some items failed
  2    the command line is wrong
  3    there is no library, or it is unavailable, locked by another program, or cannot be read
  4    no such video, scene, bin, model, tag or embedding space
  130  interrupted`
