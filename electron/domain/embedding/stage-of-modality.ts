import type { Modality, ModelModality, Problem, StageId } from '../../contract/index.ts'

/** The stage that fills the spaces of a modality. Running it again fills in whatever is missing. */
export const stageOfModality: Readonly<Record<Modality, StageId>> = {
  visual: 'embed-visual',
  audio: 'embed-audio',
  captions: 'embed-captions',
  likeness: 'embed-likeness',
  look: 'analyse',
  soundTexture: 'audio',
}

/** Modalities whose vectors belong to frames; those of scenes are means of them. */
export const frameModalities: readonly Modality[] = ['visual', 'look']

const wanted: Readonly<Record<ModelModality, string>> = {
  visual: 'No picture model is chosen. Install one on the Models page to find scenes by what they show.',
  audio: 'No sound model is chosen. Install one on the Models page to find scenes by what is heard.',
  captions: 'No caption model is chosen. Install one on the Models page to find scenes by the meaning of what is said.',
  likeness: 'No likeness model is chosen. Install one on the Models page to find scenes that are alike.',
}

/** Why nothing is embedded while no model is chosen for a modality. */
export const noModel = (modality: ModelModality): Problem => ({ code: 'no_model', message: wanted[modality] })
