import type { Failure } from '../contract/index.ts'
import type { MediaPort, ProbeResult } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { Stage, StageTask } from './stage.ts'

/** Resources of the built-in stages. */
export const resources = { probe: 'probe', decode: 'decode', io: 'io' } as const

/** What the built-in stages work with. */
export interface StageParts {
  readonly media: MediaPort
  /** A location of the video's file that exists and still has its content. */
  readonly locate: (task: StageTask) => Promise<Result<string>>
  readonly contentFolder: (contentId: string) => string
}

const notProbed: Failure = {
  code: 'not_probed',
  message: 'The file has not been examined yet.',
  remedy: 'Retry the examination of the file first.',
}

interface Subject {
  readonly path: string
  readonly probe: ProbeResult
}

const subjectOf = async (parts: StageParts, task: StageTask): Promise<Result<Subject>> => {
  const probe = task.video.probe
  if (probe === null) return err(notProbed)
  const path = await parts.locate(task)
  return path.ok ? ok({ path: path.value, probe }) : path
}

/** The stages that exist now. Later ones (audio, embeddings) are added to this list and need nothing else. */
export const builtInStages = (parts: StageParts): readonly Stage[] => [
  {
    id: 'probe',
    version: 1,
    dependsOn: [],
    resource: resources.probe,
    run: async (task) => {
      const path = await parts.locate(task)
      if (!path.ok) return path
      const probe = await parts.media.probe({ path: path.value, limits: task.limits, signal: task.signal })
      return probe.ok ? ok({ kind: 'done', output: { stage: 'probe', probe: probe.value } }) : probe
    },
  },
  {
    id: 'analyse',
    version: 1,
    dependsOn: ['probe'],
    resource: resources.decode,
    run: async (task) => {
      const subject = await subjectOf(parts, task)
      if (!subject.ok) return subject
      const analysis = await parts.media.analyse({
        ...subject.value,
        limits: task.limits,
        signal: task.signal,
        contentFolder: parts.contentFolder(task.video.contentId),
        cuts: task.video.cuts ?? task.settings.cuts,
        onProgress: task.report,
      })
      return analysis.ok ? ok({ kind: 'done', output: { stage: 'analyse', analysis: analysis.value } }) : analysis
    },
  },
  {
    id: 'captions',
    version: 1,
    dependsOn: ['probe'],
    resource: resources.io,
    run: async (task) => {
      const subject = await subjectOf(parts, task)
      if (!subject.ok) return subject
      const captions = await parts.media.captions({
        ...subject.value,
        limits: task.limits,
        signal: task.signal,
        onProgress: task.report,
      })
      return captions.ok ? ok({ kind: 'done', output: { stage: 'captions', captions: captions.value } }) : captions
    },
  },
]
