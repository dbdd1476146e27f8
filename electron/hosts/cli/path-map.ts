import type { ApiFailure } from '../../domain/failure.ts'
import { ok, type Result } from '../../domain/result.ts'
import { refuseArgument } from './find-video.ts'

/** Prefixes of paths that `--map FROM=TO` replaces. */
export const parsePathMap = (
  map: readonly string[],
): Result<readonly { readonly from: string; readonly to: string }[], ApiFailure> => {
  const pairs = map.map((text) => {
    const at = text.indexOf('=')
    return { from: text.slice(0, Math.max(0, at)), to: text.slice(at + 1) }
  })
  return pairs.every(({ from, to }) => from !== '' && to !== '')
    ? ok(pairs)
    : refuseArgument('bad_request', '--map takes FROM=TO.', 'For example --map /mnt/archive=/Volumes/Archive.')
}
