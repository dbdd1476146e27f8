/** Frames of a content; `endFrame` is exclusive. */
export interface ContentFrames {
  readonly contentId: string
  readonly startFrame: number
  readonly endFrame: number
}

/** Two places of which a person said that they are not alike, the one that sorts first by content and start before the other. */
export type NotAlike = readonly [ContentFrames, ContentFrames]

/** Ids of two scenes of which a person said that they are not alike, and when. */
export interface NotAlikeScenes {
  readonly one: string
  readonly other: string
  readonly saidAt: string
}

/** What a person said against likeness, and what telling copies apart needs to know. */
export interface AlikeStore {
  /**
   * Scenes that were said not to be alike, in pairs, what was said last first: each scene that shares at least half of the shorter one
   * with a place that was named, of videos that are not removed.
   */
  readonly notAlikeScenes: () => Promise<readonly NotAlikeScenes[]>
  /** Keeps that these scenes are not alike. Answers the pairs that were not known. Throws `not_found`. */
  readonly sayNotAlike: (scenes: readonly (readonly [string, string])[], now: string) => Promise<readonly NotAlike[]>
  /** Forgets what keeps these scenes apart. Answers the pairs that were forgotten. Throws `not_found`. */
  readonly takeBackNotAlike: (scenes: readonly (readonly [string, string])[]) => Promise<readonly NotAlike[]>
  /** Keeps these pairs, or forgets them. */
  readonly setNotAlike: (pairs: readonly NotAlike[], kept: boolean, now: string) => Promise<void>
  /** Which of these scenes are flagged as rejected. */
  readonly rejected: (sceneIds: readonly string[]) => Promise<readonly string[]>
  /** Differs whenever a video came or went. */
  readonly visibleVideos: () => Promise<string>
  /** Codec of the picture of each video that was probed. */
  readonly codecs: (videoIds: readonly string[]) => Promise<Readonly<Record<string, string>>>
}
