import type { StageId } from '../../../electron/contract/index.ts'

/** What each stage does, in a person's words; in the order of the work. */
export const stageNames: Readonly<Record<StageId, string>> = {
  probe: 'Reading the file',
  analyse: 'Finding scenes',
  captions: 'Reading captions',
  audio: 'Reading sound',
  'embed-visual': 'Picture vectors',
  'embed-audio': 'Sound vectors',
  'embed-captions': 'Caption vectors',
  'embed-likeness': 'Likeness vectors',
}
