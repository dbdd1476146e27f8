import type { EmbeddingPort } from '../ports/index.ts'
import { err } from '../result.ts'

const none = err({
  code: 'model_not_installed',
  message: 'No model is installed.',
  remedy: 'Install one on the Models page.',
})

/** Embedding where there are no models: nothing is chosen. */
export const noModels: EmbeddingPort = {
  space: async () => none,
  embed: async () => none,
  chosen: async () => null,
}
