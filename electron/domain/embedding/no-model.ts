import { type ModelModality, modelWords, type Problem } from '../../contract/index.ts'

/** Why nothing is embedded while no model is chosen for a modality. */
export const noModel = (modality: ModelModality): Problem => {
  const { name, purpose } = modelWords[modality]
  return { code: 'no_model', message: `No ${name} model is chosen. Install one on the Models page to ${purpose}.` }
}
