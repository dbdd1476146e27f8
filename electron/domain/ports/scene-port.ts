import type { Page, PageQuery } from '../../contract/index.ts'
import type { HandEdits } from '../cuts/hand-edits.ts'
import type { SampledFrame, SceneCut } from './media-port.ts'
import type { FoundScene, SceneNumber, SceneRecord, SceneSpans } from './scene-record.ts'

/** Scenes, sampled frames and filmstrips. */
export interface SceneStore {
  readonly get: (id: string) => Promise<SceneRecord | null>
  readonly getMany: (ids: readonly string[]) => Promise<readonly SceneRecord[]>
  readonly list: (videoId: string, page: PageQuery) => Promise<Page<SceneRecord>>
  readonly at: (videoId: string, timeMs: number) => Promise<SceneRecord | null>
  /** The scene that holds a frame, or the last one for later frames; null while the video is not cut. */
  readonly holding: (videoId: string, frame: number) => Promise<SceneRecord | null>
  /** Scenes by number, in the order asked; those that are gone are left out. */
  readonly byNumber: (scenes: readonly SceneNumber[]) => Promise<readonly FoundScene[]>
  /** Numbers of scenes by their ids; ids of scenes that are gone are left out. */
  readonly numbers: (sceneIds: readonly string[]) => Promise<Readonly<Record<string, SceneNumber>>>
  /** Video, index and times of scenes, in the order asked, for grouping and for "A then B". */
  readonly spans: (scenes: Float64Array) => Promise<SceneSpans>
  readonly frames: (contentId: string) => Promise<readonly SampledFrame[]>
  readonly frame: (contentId: string, frameNumber: number) => Promise<SampledFrame | null>
  /**
   * For each scene the sampled frame in the middle of a time within it, in ms, with its place in the list; scenes that have none then
   * are left out.
   */
  readonly framesAt: (
    times: readonly { readonly scene: SceneNumber; readonly startMs: number; readonly endMs: number }[],
  ) => Promise<readonly { readonly at: number; readonly frameNumber: number }[]>
  /** What a person changed about the scenes of a content; none for one that nobody knows. */
  readonly handEdits: (contentId: string) => Promise<HandEdits>
  /**
   * Cuts a video anew, in one transaction: keeps `edits` (absent: those that are kept), applies them to the scenes that were
   * found, pools the vectors of scenes from those of frames, and lets the stages that depend on scenes run again where
   * they have ended. Sampled frames stay. Answers the ids of the jobs that wait again.
   */
  readonly replace: (videoId: string, found: readonly SceneCut[], edits?: HandEdits) => Promise<readonly string[]>
  /** Forgets the sampled frames of a content (their file was deleted); a new analyse re-creates them. */
  readonly dropFrames: (contentId: string) => Promise<void>
}
