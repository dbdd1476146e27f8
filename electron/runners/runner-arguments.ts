import type { ResolvedModel } from './model-runners.ts'

/** What a runner must know of a model to load it. */
export type LoadedModel = Pick<
  ResolvedModel,
  'id' | 'revision' | 'folder' | 'encoder' | 'prompts' | 'memoryBytes' | 'consentToRunCode'
>

/** The arguments that name a model and say how it is loaded, by docs/runner-protocol.md. */
export const modelArguments = (model: LoadedModel): readonly string[] => [
  '--model-dir',
  model.folder,
  '--model',
  model.id,
  '--revision',
  model.revision,
  '--encoder',
  model.encoder,
  '--prompts',
  JSON.stringify({ query: model.prompts.query, passage: model.prompts.passage }),
  ...(model.consentToRunCode ? ['--consent-to-run-code'] : []),
]

/** The command line of a model's runner, by docs/runner-protocol.md. */
export const runnerArguments = (model: ResolvedModel, stateFolder: string): readonly string[] => [
  ...model.program.args,
  ...modelArguments(model),
  '--preprocessing',
  model.preprocessing,
  '--device',
  model.device ?? 'auto',
  '--state-dir',
  stateFolder,
]
