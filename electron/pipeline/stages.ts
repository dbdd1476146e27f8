import { ok } from '../domain/result.ts'
import { captionsEmbedding } from './embed-captions.ts'
import { likenessEmbedding, visualEmbedding } from './embed-pictures.ts'
import { embedStage } from './embed-stage.ts'
import { audioEmbedding, audioStage } from './sound-stages.ts'
import type { Stage } from './stage.ts'
import type { StageParts } from './stage-parts.ts'
import { subjectOf } from './subject.ts'

/** Resources of the stages that read files; every embedding has one of its own name. */
export const resources = { probe: 'probe', decode: 'decode', io: 'io', audio: 'audio' } as const

/** The stages that exist. Later ones are added to this list and need nothing else. */
export const builtInStages = (parts: StageParts): readonly Stage[] => [
  {
    id: 'probe',
    version: 2,
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
    version: 3,
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
    version: 2,
    dependsOn: ['probe'],
    resource: resources.io,
    run: async (task) => {
      const subject = await subjectOf(parts, task)
      if (!subject.ok) return subject
      const captions = await parts.media.captions({
        ...subject.value,
        otherPaths: task.video.locations.map(({ path }) => path).filter((path) => path !== subject.value.path),
        choices: task.video.captionChoices,
        limits: task.limits,
        signal: task.signal,
        onProgress: task.report,
      })
      return captions.ok ? ok({ kind: 'done', output: { stage: 'captions', captions: captions.value } }) : captions
    },
  },
  audioStage(parts),
  ...[visualEmbedding, audioEmbedding, captionsEmbedding, likenessEmbedding].map((embedding) =>
    embedStage(parts, embedding(parts)),
  ),
]
