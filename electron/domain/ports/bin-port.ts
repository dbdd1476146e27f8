import type { Bin, BinKind, PatchBinItems } from '../../contract/index.ts'

/** A range of a bin, with what the library knows of its content now. Times are film time in ms. */
export interface BinItemRecord {
  readonly id: string
  readonly contentId: string
  /** Of the video that has the content, or the last one that had it. */
  readonly videoId: string
  readonly startFrame: number
  /** Exclusive. */
  readonly endFrame: number
  readonly startMs: number
  readonly endMs: number
  readonly note: string
  /** Frames more on each side in clips that are made of it; null: as their export says. */
  readonly handlesFrames: number | null
  readonly title: string
  readonly frameRate: { readonly num: number; readonly den: number } | null
  /** Of the video; 0 when it is gone. */
  readonly frameCount: number
  /** The scene in which most of the range lies, and one of its sampled frames; null where there is none. */
  readonly picture: { readonly sceneId: string; readonly frameNumber: number } | null
  readonly state: 'ready' | 'offline' | 'removed'
}

/** A range that is put into a bin. */
export interface NewBinItem {
  readonly contentId: string
  readonly videoId: string
  readonly title: string
  readonly startFrame: number
  readonly endFrame: number
  readonly startMs: number
  readonly endMs: number
  readonly note: string
  readonly handlesFrames?: number | null | undefined
}

/** Why a change of bins was not made. */
export type BinRefusal =
  | 'unknown'
  | 'unknown_parent'
  | 'unknown_search'
  | 'unknown_item'
  | 'not_a_folder'
  | 'not_a_bin'
  | 'inside_itself'
  | 'full'

/**
 * Bins. Their ranges belong to contents: they outlive other cuts, other paths, the removal of a video and its import
 * anew. Every method is all or nothing.
 */
export interface BinStore {
  /** By name, whatever they lie in. */
  readonly list: () => Promise<readonly Bin[]>
  readonly get: (id: string) => Promise<Bin | null>
  /** In order; null when there is no such bin. */
  readonly items: (id: string) => Promise<readonly BinItemRecord[] | null>
  readonly create: (
    input: {
      readonly name: string
      readonly kind: BinKind
      readonly parentId: string | null
      readonly searchId: string | null
    },
    now: string,
  ) => Promise<Bin | BinRefusal>
  readonly change: (
    id: string,
    patch: { readonly name?: string | undefined; readonly parentId?: string | null | undefined },
    now: string,
  ) => Promise<Bin | BinRefusal>
  /** What lies in a folder moves to where the folder lay. */
  readonly delete: (id: string) => Promise<boolean>
  /** `at`: before the range of that number; absent or past the end: behind the last. Answers their ids. */
  readonly add: (
    id: string,
    items: readonly NewBinItem[],
    at: number | undefined,
    now: string,
  ) => Promise<readonly string[] | BinRefusal>
  /** Times of trimmed ranges come with them. */
  readonly changeItems: (
    id: string,
    change: Pick<PatchBinItems, 'remove' | 'order'> & {
      readonly items?: readonly {
        readonly id: string
        readonly note?: string | undefined
        readonly handlesFrames?: number | null | undefined
        readonly range?: Pick<NewBinItem, 'startFrame' | 'endFrame' | 'startMs' | 'endMs'>
      }[]
    },
    now: string,
  ) => Promise<null | BinRefusal>
}
