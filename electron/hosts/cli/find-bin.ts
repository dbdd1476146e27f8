import type { Bin } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { CliBackend } from './backend.ts'
import { refuseArgument } from './find-video.ts'

/** The bin of an id, or the only one of a name (in any case). */
export const findBin = async (backend: CliBackend, name: string): Promise<Result<Bin, ApiFailure>> => {
  const bins = await backend.bins.list()
  if (!bins.ok) return bins
  const byId = bins.value.find(({ id }) => id === name)
  if (byId !== undefined) return ok(byId)
  const named = bins.value.filter((bin) => bin.name.toLowerCase() === name.trim().toLowerCase())
  const [bin, another] = named
  if (bin === undefined)
    return refuseArgument('not_found', `There is no bin "${name}".`, '"goodclips bins" lists them with their ids.')
  if (another === undefined) return ok(bin)
  return refuseArgument(
    'bad_request',
    `Several bins are called "${name}": ${named.map(({ id }) => id).join(', ')}.`,
    'Give the id of the one you mean.',
  )
}
