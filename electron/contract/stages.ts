import { z } from 'zod'

/**
 * What stages use up while they run: jobs that share a resource share its slots. `decodeSlots` stands for the setting of
 * that name. `perStage`: every stage that uses it has slots of its own, so that models work side by side and none holds
 * up decoding; such a stage waits for a model, which is held to deadlines by its runner instead of the settings' limits.
 * `short`: a person sees something at once, so long work waits a while for it (`domain/jobs/attention.ts`).
 */
export const stageResources = {
  probe: { slots: 2, perStage: false, short: true },
  decode: { slots: 'decodeSlots', perStage: false, short: false },
  /** Of its own, so that first pictures never wait behind films that are read from start to end. */
  glance: { slots: 2, perStage: false, short: true },
  io: { slots: 2, perStage: false, short: false },
  audio: { slots: 1, perStage: false, short: false },
  /** Two videos a model: the first frames of the next one are there when the last of one are done. */
  model: { slots: 2, perStage: true, short: false },
  /** One video at a time: a second one beside it would only take the processor from the first. */
  speech: { slots: 1, perStage: true, short: false },
  reading: { slots: 1, perStage: true, short: false },
} as const satisfies Readonly<
  Record<string, { readonly slots: number | 'decodeSlots'; readonly perStage: boolean; readonly short: boolean }>
>

/** One stage of the work on a video, as everything but its implementation knows it. */
export interface StageRow<Id extends string = string> {
  readonly id: Id
  /** What it does, in a person's words. */
  readonly label: string
  /** Raise it when the output changes: every video runs this stage again. */
  readonly version: number
  /** Stages that must have ended before; a job waits for them. */
  readonly dependsOn: readonly NoInfer<Id>[]
  readonly resource: keyof typeof stageResources
  /** Share of a video's whole work, for its progress; relative to the other stages. */
  readonly weight: number
  /**
   * What is lost when it fails: the `video` (nothing else can run), its `scenes` (the video failed unless it has some
   * from before), a `part` (the video is `partial`), or `nothing` that a later stage does not make better.
   */
  readonly failureLoses: 'video' | 'scenes' | 'part' | 'nothing'
  /** Runs again when scenes are cut otherwise or get other frames; it then fills in what is missing. */
  readonly dependsOnScenes: boolean
  /** Scenes or captions as the API answers them are others after it. */
  readonly changesScenes: boolean
  /** Whether it reads the samples that the stage `audio` keeps: the last of these drops them. */
  readonly readsSamples?: true
}

const stageTable = <const Id extends string>(rows: readonly StageRow<Id>[]): readonly StageRow<Id>[] => rows

/**
 * Every stage, in the order of the work. A row here and an implementation in `pipeline/stages.ts` are all that a new one
 * needs: the API, the queue, the progress and state of videos, and the lists of the page derive from it.
 */
export const stages = stageTable([
  {
    id: 'probe',
    label: 'Reading the file',
    version: 3,
    dependsOn: [],
    resource: 'probe',
    weight: 0.02,
    failureLoses: 'video',
    dependsOnScenes: false,
    changesScenes: false,
  },
  {
    id: 'poster',
    label: 'Taking a first picture',
    version: 1,
    dependsOn: ['probe'],
    resource: 'glance',
    weight: 0.01,
    failureLoses: 'nothing',
    dependsOnScenes: false,
    changesScenes: false,
  },
  {
    id: 'analyse',
    label: 'Finding scenes',
    version: 3,
    dependsOn: ['probe'],
    resource: 'decode',
    weight: 0.48,
    failureLoses: 'scenes',
    dependsOnScenes: false,
    changesScenes: true,
  },
  {
    id: 'captions',
    label: 'Reading captions',
    version: 3,
    dependsOn: ['probe'],
    resource: 'io',
    weight: 0.03,
    failureLoses: 'part',
    dependsOnScenes: false,
    changesScenes: true,
  },
  {
    id: 'audio',
    label: 'Reading sound',
    version: 2,
    // The scenes have to be known, and how long the pictures are.
    dependsOn: ['probe', 'analyse'],
    resource: 'audio',
    weight: 0.05,
    failureLoses: 'part',
    dependsOnScenes: true,
    changesScenes: false,
  },
  {
    id: 'loudness',
    label: 'Measuring loudness',
    version: 1,
    dependsOn: ['audio'],
    resource: 'audio',
    weight: 0.03,
    failureLoses: 'part',
    dependsOnScenes: true,
    changesScenes: true,
  },
  {
    id: 'transcribe',
    label: 'Turning speech into captions',
    version: 2,
    // Whether the film has captions of its own decides whether it is done.
    dependsOn: ['captions', 'audio'],
    resource: 'speech',
    weight: 0.3,
    failureLoses: 'part',
    dependsOnScenes: false,
    changesScenes: true,
    readsSamples: true,
  },
  {
    id: 'read-text',
    label: 'Reading text on screen',
    version: 1,
    // Captions that are pictures are read, too; the kept features of the analysis tell where the picture changes.
    dependsOn: ['captions', 'analyse'],
    resource: 'reading',
    weight: 0.2,
    failureLoses: 'part',
    dependsOnScenes: false,
    changesScenes: true,
  },
  {
    id: 'find-faces',
    label: 'Finding people',
    version: 1,
    dependsOn: ['analyse'],
    resource: 'reading',
    weight: 0.05,
    failureLoses: 'part',
    dependsOnScenes: true,
    changesScenes: false,
  },
  {
    id: 'embed-visual',
    label: 'Picture vectors',
    version: 1,
    dependsOn: ['analyse'],
    resource: 'model',
    weight: 0.2,
    failureLoses: 'part',
    dependsOnScenes: true,
    changesScenes: false,
  },
  {
    id: 'embed-audio',
    label: 'Sound vectors',
    version: 1,
    dependsOn: ['audio'],
    resource: 'model',
    weight: 0.1,
    failureLoses: 'part',
    dependsOnScenes: true,
    changesScenes: false,
    readsSamples: true,
  },
  {
    id: 'embed-captions',
    label: 'Caption vectors',
    version: 1,
    dependsOn: ['captions', 'analyse'],
    resource: 'model',
    weight: 0.04,
    failureLoses: 'part',
    dependsOnScenes: true,
    changesScenes: false,
  },
  {
    id: 'embed-likeness',
    label: 'Likeness vectors',
    version: 1,
    dependsOn: ['analyse'],
    resource: 'model',
    weight: 0.08,
    failureLoses: 'part',
    dependsOnScenes: true,
    changesScenes: false,
  },
])

/** Id of a stage. */
export type StageId = (typeof stages)[number]['id']
/** The ids of all stages, in the order of the work. */
export const stageIdSchema = z.enum(stages.map(({ id }) => id))

/** Something for every stage. */
export const forStages = <Value>(of: (row: StageRow<StageId>) => Value): Readonly<Record<StageId, Value>> =>
  // Built from the rows, so every id is a key.
  Object.fromEntries(stages.map((row) => [row.id, of(row)])) as Record<StageId, Value>

/** The row of a stage. */
export const stageOf: Readonly<Record<StageId, StageRow<StageId>>> = forStages((row) => row)
