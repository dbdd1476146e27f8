import type { Failure } from '../contract/index.ts'
import type { ProbeResult } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { StageTask } from './stage.ts'
import type { StageParts } from './stage-parts.ts'

/** The examination of the file comes first. */
export const notProbed: Failure = {
  code: 'not_probed',
  message: 'The file has not been examined yet.',
  remedy: 'Retry the examination of the file first.',
}

/** A film that can be read. */
export interface Subject {
  readonly path: string
  readonly probe: ProbeResult
}

/** Where a task's film lies and what is in it. */
export const subjectOf = async (parts: StageParts, task: StageTask): Promise<Result<Subject>> => {
  const probe = task.video.probe
  if (probe === null) return err(notProbed)
  const path = await parts.locate(task)
  return path.ok ? ok({ path: path.value, probe }) : path
}
