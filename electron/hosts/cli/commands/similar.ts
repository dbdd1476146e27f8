import { readFile, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import {
  type SceneSearchInput,
  sceneSearchSchema,
  semanticSearchSchema,
  type Weights,
} from '../../../contract/index.ts'
import type { SearchFile } from '../../../core/core-api.ts'
import type { SearchFileKind } from '../backend.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { unknownVideo } from '../find-video.ts'
import { missingTime, parseSceneTarget } from '../scene-target.ts'
import { describeFailure, printable } from '../terminal.ts'
import { writeHits } from './hits.ts'
import type { Command, CommandContext } from './run.ts'

/** Arguments of `goodclips similar`. */
export interface SimilarOptions {
  /** `VIDEO@TIME` or the id of a scene. */
  readonly target?: string | undefined
  readonly image?: string | undefined
  readonly audio?: string | undefined
  /** A modality or the id of a space. */
  readonly space?: string | undefined
  readonly weights: Weights
  readonly videoIds: readonly string[]
  readonly limit: number
  readonly workingFolder: string
}

const longestPage = 1000
const largestFile = 64_000_000

const filterOf = ({ videoIds }: SimilarOptions) =>
  videoIds.length === 0 ? {} : { filter: { videoIds: [...videoIds] } }

const weightsOf = ({ weights }: SimilarOptions) => (Object.keys(weights).length === 0 ? {} : { weights })

const readSearchFile = async (path: string): Promise<SearchFile | string> => {
  try {
    const { size } = await stat(path)
    if (size > largestFile) return `${printable(path)} has more than 64 MB. Give a smaller file.`
    return { name: basename(path), bytes: await readFile(path) }
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    return `${printable(path)} cannot be read: ${printable(reason)}.`
  }
}

const byFile = async (context: CommandContext, options: SimilarOptions, kind: SearchFileKind, path: string) => {
  const { backend, terminal, signal } = context
  const file = await readSearchFile(resolve(options.workingFolder, path))
  if (typeof file === 'string') {
    terminal.note(file)
    return exitCodes.someFailed
  }
  return await writeHits(context, options.limit, (left, cursor) => {
    const page = { limit: Math.min(left, longestPage), ...(cursor === undefined ? {} : { cursor }) }
    const request = semanticSearchSchema.parse({ ...filterOf(options), ...weightsOf(options), ...page })
    return backend.similarToFile(kind, file, request, signal)
  })
}

/** `goodclips similar`: scenes like one scene, like a picture, or that sound like a recording; best first. */
export const similarCommand: Command<SimilarOptions> = async (context, options) => {
  const { backend, terminal, signal } = context
  const { target, image, audio, space } = options
  if ([target, image, audio].filter((one) => one !== undefined).length !== 1) {
    terminal.note('Give one of VIDEO@TIME, the id of a scene, --image FILE and --audio FILE.')
    return exitCodes.usage
  }
  const unknown = await unknownVideo(backend, options.videoIds)
  if (unknown !== null) {
    terminal.note(describeFailure(unknown))
    return exitCodeOf(unknown)
  }
  if (target === undefined) {
    if (space !== undefined) {
      terminal.note(
        '--space goes with a scene; a picture is compared by the picture model, a sound by the sound model.',
      )
      return exitCodes.usage
    }
    return await byFile(context, options, image === undefined ? 'audio' : 'image', image ?? audio ?? '')
  }
  const anchor = await parseSceneTarget(backend, target)
  if (!anchor.ok) {
    terminal.note(describeFailure(anchor.error))
    return exitCodeOf(anchor.error)
  }
  const request: SceneSearchInput = {
    anchor: anchor.value,
    ...(space === undefined ? {} : { space }),
    ...filterOf(options),
    ...weightsOf(options),
    top_k: Math.min(options.limit, longestPage),
  }
  if (!sceneSearchSchema.safeParse(request).success) {
    terminal.note(`${printable(space ?? '')} is neither a modality nor a space; "goodclips spaces" lists them.`)
    return exitCodes.usage
  }
  // All there are come at once.
  return await writeHits(context, options.limit, async () => {
    const answer = await backend.similarScenes(request, signal)
    if (answer.ok) return { ok: true, value: { ...answer.value, nextCursor: null } }
    const named = answer.error.code === 'not_found' ? await missingTime(backend, target) : null
    return named === null ? answer : { ok: false, error: named }
  })
}
