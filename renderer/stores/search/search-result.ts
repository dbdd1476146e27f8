import {
  type CaptionHit,
  type CaptionTrackSource,
  type FoldedCopies,
  type Mark,
  momentOfHit,
  type Scene,
  type SearchHit,
  type TextBox,
} from '../../../electron/contract/index.ts'

/** A line of text on screen as it stands in a picture of this size. */
export interface TextBoxOnPicture {
  readonly box: TextBox
  readonly width: number
  readonly height: number
}

/** One scene found, however it was found, as cards, preview and details show it. */
export interface SearchResult {
  readonly id: string
  readonly videoId: string
  readonly videoTitle: string
  readonly scene: Pick<Scene, 'index' | 'startMs' | 'endMs' | 'keyframeUrl' | 'gradual' | 'captionExcerpt'> &
    Partial<Pick<Scene, 'startFrame' | 'endFrame' | 'mark' | 'bins'>>
  /** The whole scene; null for a caption whose video is not cut yet. */
  readonly cut: Scene | null
  /** Where it is opened, and the time it is shown with: of its words when it was found by them, else of its scene. */
  readonly openAtMs: number
  readonly excerpt: {
    readonly text: string
    readonly matches: readonly (readonly [number, number])[]
    /** Where the words come from. */
    readonly source: CaptionTrackSource
  } | null
  /** Where the words stand in the card's picture; null where they do not. */
  readonly textBox: TextBoxOnPicture | null
  /** Whether it stands out; every caption that has the words does. */
  readonly relevant: boolean
  /** Why it was found, for a search by meaning. */
  readonly hit: SearchHit | null
  /** Copies that are folded into it, and whether they are on show behind it. */
  readonly alike?: { readonly count: number; readonly open: boolean; readonly scenes: FoldedCopies['scenes'] }
  /** The result whose copy it is, for one that was unfolded. */
  readonly copyOf?: string
  /** The cue, for a search word for word. */
  readonly caption: CaptionHit['caption'] | null
}

/** Where words stand in a picture that shows them. */
const boxOn = (
  pictureUrl: string | null,
  box: TextBox | null,
  film: Pick<SearchHit, 'videoWidth' | 'videoHeight'>,
): TextBoxOnPicture | null =>
  pictureUrl === null || box === null ? null : { box, width: film.videoWidth, height: film.videoHeight }

const oneLine = (text: string): string => text.replaceAll('\n', ' ')

/** A caption that has the words. Before its video is cut, the cue itself stands in for the scene. */
export const resultOfCaption = (hit: CaptionHit): SearchResult => ({
  id: hit.caption.id,
  videoId: hit.caption.videoId,
  videoTitle: hit.videoTitle,
  scene:
    hit.scene === null
      ? {
          index: 0,
          startMs: hit.caption.startMs,
          endMs: hit.caption.endMs,
          keyframeUrl: null,
          gradual: false,
          captionExcerpt: hit.caption.text,
        }
      : { ...hit.scene, keyframeUrl: hit.pictureUrl ?? hit.scene.keyframeUrl },
  cut: hit.scene,
  openAtMs: hit.caption.startMs,
  excerpt: { text: oneLine(hit.excerpt), matches: hit.matches, source: hit.caption.source },
  textBox: boxOn(hit.pictureUrl ?? null, hit.caption.box ?? null, hit),
  relevant: true,
  hit: null,
  caption: hit.caption,
})

const pictureOf = ({ cue, scene }: SearchHit): string | null => cue?.pictureUrl ?? scene.keyframeUrl

/** Whether there are reasons to tell why it was found: a scene that a filter alone leaves was compared with nothing. */
export const wasCompared = (hit: Pick<SearchHit, 'shares' | 'score'> | null): boolean =>
  hit !== null && (hit.score !== null || Object.keys(hit.shares).length > 0)

/** A scene found by meaning; merged neighbours are one long scene. */
export const resultOfHit = (hit: SearchHit): SearchResult => ({
  id: hit.sceneId,
  videoId: hit.videoId,
  videoTitle: hit.videoTitle,
  scene: {
    ...hit.scene,
    keyframeUrl: pictureOf(hit),
    ...(hit.merged === undefined ? {} : { startMs: hit.merged.startMs, endMs: hit.merged.endMs }),
  },
  textBox: boxOn(hit.cue?.pictureUrl ?? null, hit.cue?.box ?? null, hit),
  cut: hit.scene,
  openAtMs: momentOfHit(hit),
  excerpt: hit.cue === null ? null : { text: oneLine(hit.cue.text), matches: hit.cue.matches, source: hit.cue.source },
  relevant: hit.relevant,
  hit,
  caption: null,
})

/** A result, and behind it the copies that it stands for where it is unfolded. */
const withCopies = (
  result: SearchResult,
  alike: Pick<FoldedCopies, 'count' | 'scenes'> | undefined,
  isOpen: boolean,
): readonly SearchResult[] => {
  if (alike === undefined) return [result]
  const { count, scenes } = alike
  const copies = scenes.map(({ scene, videoTitle }) => ({
    ...resultOfScene(scene, { title: videoTitle }),
    relevant: result.relevant,
    copyOf: result.id,
  }))
  return [{ ...result, alike: { count, scenes, open: isOpen } }, ...(isOpen ? copies : [])]
}

/** A hit, and behind it its copies where it is unfolded. */
export const resultsOfHit = (hit: SearchHit, isOpen: boolean): readonly SearchResult[] =>
  withCopies(resultOfHit(hit), hit.alike, isOpen)

/** A caption that has the words, and behind it the copies that say them as well where it is unfolded. */
export const resultsOfCaption = (hit: CaptionHit, isOpen: boolean): readonly SearchResult[] =>
  withCopies(resultOfCaption(hit), hit.alike, isOpen)

/** Results with the copies of one of them unfolded, or folded again. */
export const withCopiesTurned = (results: readonly SearchResult[], id: string): readonly SearchResult[] =>
  results.flatMap((result): readonly SearchResult[] => {
    if (result.copyOf === id) return []
    return result.id === id ? withCopies(result, result.alike, result.alike?.open !== true) : [result]
  })

/** A scene of a video's own list, as results are. */
export const resultOfScene = (scene: Scene, video: { readonly title: string }): SearchResult => ({
  id: scene.id,
  videoId: scene.videoId,
  videoTitle: video.title,
  scene,
  cut: scene,
  openAtMs: scene.startMs,
  excerpt: null,
  textBox: null,
  relevant: true,
  hit: null,
  caption: null,
})

/** How many stand out, when the rest follows them: where the line is drawn. Null when there is none to draw. */
export const weakFrom = (results: readonly SearchResult[]): number | null => {
  const first = results.findIndex(({ relevant }) => !relevant)
  if (first < 0) return null
  return results.slice(first).some(({ relevant }) => relevant) ? null : first
}

/** Results with what was just said of their scenes; the same list where none of them was marked. */
export const withMarks = (results: readonly SearchResult[], marks: readonly Mark[]): readonly SearchResult[] => {
  const byScene = new Map(marks.flatMap((mark) => (mark.sceneId === undefined ? [] : [[mark.sceneId, mark] as const])))
  if (!results.some(({ cut }) => cut !== null && byScene.has(cut.id))) return results
  return results.map((result) => {
    const said = result.cut === null ? undefined : byScene.get(result.cut.id)
    if (result.cut === null || said === undefined) return result
    const { rating, flag, label, tags, note, title } = said
    const mark = { rating, flag, label, tags, note, title }
    return { ...result, scene: { ...result.scene, mark }, cut: { ...result.cut, mark } }
  })
}
