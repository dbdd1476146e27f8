/** What can lie under each other in a timeline. */
export type LaneName = 'ruler' | 'chapters' | 'scenes' | 'heat' | 'captions' | 'screen' | 'waveform'

/** One lane: its top edge and height in pixels. */
export interface Lane {
  readonly name: LaneName
  readonly topPx: number
  readonly heightPx: number
}

/** Which lanes a film has. */
export interface LaneInput {
  readonly heightPx: number
  readonly hasChapters: boolean
  readonly hasHeat: boolean
  readonly hasCaptions: boolean
  /** Text on screen, beside the caption track that was chosen. */
  readonly hasScreenText?: boolean
  readonly hasWaveform: boolean
}

const rulerPx = 24
const chaptersPx = 20
const heatPx = 16
const captionsPx = 26
const waveformPx = 36
const gapPx = 2
const leastScenesPx = 36
/** Taller pictures than the filmstrip's own would be blurred. */
const mostScenesPx = 96

/** Lanes from top to bottom; scenes take what the others leave, as far as their pictures go. A lane without content takes no room. */
export const lanesOf = (input: LaneInput): readonly Lane[] => {
  const fixed: readonly (readonly [LaneName, number])[] = [
    ['ruler', rulerPx],
    ['chapters', input.hasChapters ? chaptersPx : 0],
    ['scenes', 0],
    ['heat', input.hasHeat ? heatPx : 0],
    ['captions', input.hasCaptions ? captionsPx : 0],
    ['screen', input.hasScreenText === true ? captionsPx : 0],
    ['waveform', input.hasWaveform ? waveformPx : 0],
  ]
  const taken = fixed.reduce((sum, [name, height]) => sum + (height > 0 && name !== 'scenes' ? height + gapPx : 0), 0)
  const scenesPx = Math.max(leastScenesPx, Math.min(mostScenesPx, input.heightPx - taken))
  const lanes: Lane[] = []
  let topPx = 0
  for (const [name, height] of fixed) {
    const heightPx = name === 'scenes' ? scenesPx : height
    if (heightPx === 0) continue
    lanes.push({ name, topPx, heightPx })
    topPx += heightPx + gapPx
  }
  return lanes
}

/** The lane at a height. */
export const laneAt = (lanes: readonly Lane[], yPx: number): LaneName | null =>
  lanes.find((lane) => yPx >= lane.topPx && yPx < lane.topPx + lane.heightPx + gapPx)?.name ?? null

const laneTexts: Readonly<Record<LaneName, string>> = {
  ruler: 'times',
  chapters: 'chapters',
  scenes: 'scenes as pictures',
  heat: 'how well scenes match the search',
  captions: 'captions',
  screen: 'text on screen',
  waveform: 'the waveform of the sound',
}

/** What the lanes show, in a sentence for those who do not see them. */
export const lanesText = (lanes: readonly Lane[]): string =>
  `From top to bottom: ${lanes.map(({ name }) => laneTexts[name]).join(', ')}.`
