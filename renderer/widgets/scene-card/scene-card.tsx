import { memo, type ReactNode } from 'react'
import {
  type CaptionTrackSource,
  captionSourceOf,
  type Filmstrip,
  momentText,
  type Rational,
  type Scene,
  type SourceTimecode,
} from '../../../electron/contract/index.ts'
import { spanText } from '../../../electron/contract/timecode.ts'
import { classNames } from '../../ui/class-names.ts'
import { Highlighted } from '../../ui/highlighted.tsx'
import { MarkStrip } from '../marks/mark-strip.tsx'
import { WordSourceIcon } from '../modalities/word-source-icon.tsx'
import { HoverMedia, type HoverSource } from './hover-media.tsx'
import { TextBoxFrame, type TextBoxFrameProps } from './text-box-frame.tsx'
import './scene-card.css'

/** What a scene card shows; the same card in results, on the video page and later in likenesses. */
export interface SceneCardProps {
  readonly scene: Pick<Scene, 'index' | 'startMs' | 'endMs' | 'keyframeUrl' | 'gradual' | 'captionExcerpt'> &
    Partial<Pick<Scene, 'startFrame' | 'endFrame' | 'mark' | 'bins'>>
  readonly frameRate: Rational | null
  /** The timecode that its time counts from; absent or null: the beginning of the film. */
  readonly timesFrom?: SourceTimecode | null
  readonly filmstrip: Filmstrip | null
  readonly source: HoverSource | null
  readonly selected: boolean
  /** The playhead is in this scene. */
  readonly current?: boolean
  /** Title of the video, where scenes of several videos are mixed. */
  readonly title?: string
  /** The words found, with their matches; otherwise the scene's first caption is shown. */
  readonly excerpt?: {
    readonly text: string
    readonly matches: readonly (readonly [number, number])[]
    readonly source?: CaptionTrackSource
  }
  /** Where the words stand in the picture, as parts of a picture of this size. */
  readonly textBox?: TextBoxFrameProps
  /** The time on show; default the scene's start. */
  readonly shownAtMs?: number
  /** Where hovering starts to play; default the scene's start. */
  readonly playFromMs?: number
  readonly onEnter?: () => void
  /** A line under the words, for example why it was found. */
  readonly foot?: ReactNode
  /** What lies over a corner of the picture while the pointer is over the card or it is selected. */
  readonly tools?: ReactNode
  /** Shown, but not what is meant. */
  readonly faint?: boolean
  /** `row` lays the words beside the picture. */
  readonly layout?: 'column' | 'row'
}

/** Height in pixels of the words under the picture of a column card, with or without lines for title and foot. */
export const sceneCardTextHeight = (withTitle: boolean, withFoot = false): number =>
  (withTitle ? 59 : 41) + (withFoot ? 22 : 0)

/** A scene: keyframe in the video's own shape, time and length in the film's own frames, one line of caption. */
export const SceneCard = memo((props: SceneCardProps) => {
  const { scene, frameRate, excerpt, title } = props
  const caption = excerpt?.text ?? scene.captionExcerpt ?? ''
  return (
    <div
      className={classNames('scene-card', `scene-card--${props.layout ?? 'column'}`)}
      data-selected={props.selected}
      data-current={props.current === true}
      data-faint={props.faint === true}
    >
      <div className="scene-card__picture">
        <HoverMedia
          key={scene.keyframeUrl ?? scene.startMs}
          imageUrl={scene.keyframeUrl}
          filmstrip={props.filmstrip}
          startMs={scene.startMs}
          endMs={scene.endMs}
          {...(props.playFromMs === undefined ? {} : { playFromMs: props.playFromMs })}
          source={props.source}
          {...(props.onEnter === undefined ? {} : { onEnter: props.onEnter })}
          {...(props.textBox === undefined ? {} : { overStill: <TextBoxFrame {...props.textBox} /> })}
        />
        <MarkStrip mark={scene.mark} bins={scene.bins ?? 0} />
        {props.tools}
      </div>
      <div className="scene-card__words">
        <div className="scene-card__times tabular">
          <span className="scene-card__start">
            {momentText(
              props.shownAtMs ?? scene.startMs,
              frameRate,
              props.timesFrom,
              props.shownAtMs === undefined ? scene.startFrame : undefined,
            )}
          </span>
          <span className="scene-card__length" title="Length">
            {spanText(scene, frameRate)}
          </span>
          {scene.gradual ? (
            <span className="scene-card__gradual" title="Begins with a fade or dissolve">
              ◢<span className="visually-hidden">begins with a fade or dissolve</span>
            </span>
          ) : null}
        </div>
        <div
          className="scene-card__caption"
          title={excerpt?.source === undefined ? caption : `${captionSourceOf(excerpt.source).label}: ${caption}`}
        >
          {excerpt?.source === undefined ? null : (
            <span className="scene-card__source">
              <WordSourceIcon icon={captionSourceOf(excerpt.source).icon} size={12} />
            </span>
          )}
          <bdi>{excerpt === undefined ? caption : <Highlighted text={excerpt.text} matches={excerpt.matches} />}</bdi>
        </div>
        {title === undefined ? null : (
          <div className="scene-card__title" title={title}>
            {title}
          </div>
        )}
        {props.foot === undefined ? null : <div className="scene-card__foot">{props.foot}</div>}
      </div>
    </div>
  )
})
SceneCard.displayName = 'SceneCard'
