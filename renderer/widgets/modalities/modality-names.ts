import type { Modality } from '../../../electron/contract/index.ts'

/** What modalities are called beside their sliders and bars. */
export const modalityNames: Readonly<Record<Modality, string>> = {
  visual: 'picture',
  audio: 'sound',
  captions: 'words',
  likeness: 'likeness',
  look: 'look',
  soundTexture: 'sound texture',
}

/** Colour token of a modality. */
export const modalityColour: Readonly<Record<Modality, 'picture' | 'sound' | 'words' | 'likeness'>> = {
  visual: 'picture',
  look: 'picture',
  audio: 'sound',
  soundTexture: 'sound',
  captions: 'words',
  likeness: 'likeness',
}

/** What moving a slider up does. */
export const modalityHints: Readonly<Record<Modality, string>> = {
  visual: 'What is seen',
  audio: 'What is heard',
  captions: 'What is said or written',
  likeness: 'Scenes that are alike as a whole; needs a scene to compare with',
  look: 'Colours and layout of the picture; needs a scene to compare with',
  soundTexture: 'Loudness and timbre; needs a scene to compare with',
}
