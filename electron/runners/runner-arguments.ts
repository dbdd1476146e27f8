import type { ResolvedModel } from './embedding.ts'

/** The command line of a model's runner, by docs/runner-protocol.md. */
export const runnerArguments = (model: ResolvedModel, stateFolder: string): readonly string[] => [
  ...model.program.args,
  '--model-dir',
  model.folder,
  '--model',
  model.id,
  '--revision',
  model.revision,
  '--encoder',
  model.encoder,
  '--preprocessing',
  model.preprocessing,
  '--device',
  model.device ?? 'auto',
  '--prompts',
  JSON.stringify({ query: model.prompts.query, passage: model.prompts.passage }),
  '--state-dir',
  stateFolder,
  ...(model.consentToRunCode ? ['--consent-to-run-code'] : []),
]
