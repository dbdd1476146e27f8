import type { Video } from '../../../electron/contract/index.ts'
import { lengthText } from '../../../electron/contract/timecode.ts'
import { fileNameOf, formatBytes, formatRate } from '../../ui/format.ts'
import type { LibrarySort } from './use-library-sort.ts'

/** A column of the list of videos. */
export interface LibraryColumn {
  readonly id: string
  readonly name: string
  /** What its heading sorts by; null where the library cannot be sorted by it. */
  readonly sort: LibrarySort | null
  /** Figures stand at the right. */
  readonly isNumber?: true
  readonly text: (video: Video) => string
}

const dayOf = (time: string | null): string =>
  time === null
    ? ''
    : new Date(time).toLocaleDateString(undefined, { year: 'numeric', month: '2-digit', day: '2-digit' })

const folderOf = (path: string): string =>
  fileNameOf(path.slice(0, Math.max(0, path.length - fileNameOf(path).length - 1)))

/** The columns behind picture and title, in their order. Narrow lists leave out those that the style sheet names. */
export const libraryColumns: readonly LibraryColumn[] = [
  {
    id: 'length',
    name: 'Length',
    sort: 'duration',
    isNumber: true,
    text: ({ durationMs, frameCount, frameRate }) =>
      durationMs > 0 ? lengthText({ frames: frameCount, durationMs }, frameRate) : '',
  },
  {
    id: 'scenes',
    name: 'Scenes',
    sort: 'scenes',
    isNumber: true,
    text: ({ sceneCount }) => (sceneCount > 0 ? sceneCount.toLocaleString() : ''),
  },
  { id: 'rating', name: 'Rating', sort: 'rating', text: () => '' },
  {
    id: 'size',
    name: 'Resolution',
    sort: null,
    isNumber: true,
    text: ({ width, height }) => (width > 0 ? `${width} × ${height}` : ''),
  },
  {
    id: 'rate',
    name: 'Rate',
    sort: null,
    isNumber: true,
    text: ({ frameRate }) => (frameRate === null ? '' : formatRate(frameRate)),
  },
  { id: 'bytes', name: 'File size', sort: null, isNumber: true, text: ({ sizeBytes }) => formatBytes(sizeBytes) },
  { id: 'recorded', name: 'Recorded', sort: 'recorded', isNumber: true, text: ({ recordedAt }) => dayOf(recordedAt) },
  { id: 'added', name: 'Added', sort: 'added', isNumber: true, text: ({ addedAt }) => dayOf(addedAt) },
  { id: 'tags', name: 'Tags', sort: null, text: ({ tags }) => tags.join(' · ') },
  { id: 'folder', name: 'Folder', sort: null, text: ({ path }) => folderOf(path) },
]
