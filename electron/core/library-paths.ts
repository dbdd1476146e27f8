import { join } from 'node:path'

import { type LibraryLayout, libraryLayout } from '../store/library-folder/library-layout.ts'

/** Where things lie inside a library folder. */
export interface LibraryPaths extends LibraryLayout {
  /** Unfinished uploads. */
  readonly uploads: string
  /** Pictures and sounds that saved searches compare with. */
  readonly examples: string
  /** What search keeps to start faster; made again when it is missing. */
  readonly index: string
  /** Exports that were given no destination. */
  readonly exports: string
  /** Folder of the caption files that were attached to a video; they lie in `Subs` within it. */
  readonly attachedCaptions: (videoId: string) => string
  /** Folder of everything derived from one content. */
  readonly content: (contentId: string) => string
}

/** The layout of a library folder. */
export const libraryPaths = (root: string): LibraryPaths => {
  const layout = libraryLayout(root)
  return {
    ...layout,
    uploads: join(root, 'uploads'),
    examples: join(root, 'examples'),
    index: join(root, 'index'),
    exports: join(root, 'exports'),
    attachedCaptions: (videoId) => join(root, 'captions', videoId),
    content: (contentId) => join(layout.media, contentId.slice(0, 2), contentId),
  }
}
