import type { AlikeStore } from './alike-port.ts'
import type { BinStore } from './bin-port.ts'
import type { CaptionStore } from './caption-port.ts'
import type { ExportStore } from './export-port.ts'
import type { JobStore } from './job-port.ts'
import type { LibraryStateStore, StoreOpening } from './library-port.ts'
import type { MarkStore } from './marks-port.ts'
import type { PanelStore } from './panel-port.ts'
import type { PeopleStore } from './people-port.ts'
import type { SceneStore } from './scene-port.ts'
import type { ScreenTextStore } from './screen-text-port.ts'
import type { SavedSearchStore, SceneFilterStore } from './search-port.ts'
import type { TranscriptStore } from './transcript-port.ts'
import type { ChangeFeed, VectorStore } from './vector-port.ts'
import type { VideoStore } from './video-port.ts'
import type { WatchFolderStore } from './watch-port.ts'

/** Everything that a library stores. Implementations let no SQL, transaction or synchronous call leak out. */
export interface StorePort {
  readonly opening: StoreOpening
  readonly videos: VideoStore
  readonly scenes: SceneStore
  readonly captions: CaptionStore
  readonly transcripts: TranscriptStore
  readonly screenTexts: ScreenTextStore
  readonly jobs: JobStore
  readonly vectors: VectorStore
  readonly vectorChanges: ChangeFeed
  readonly sceneFilters: SceneFilterStore
  readonly searches: SavedSearchStore
  readonly marks: MarkStore
  readonly people: PeopleStore
  readonly alike: AlikeStore
  readonly bins: BinStore
  readonly exports: ExportStore
  readonly watchFolders: WatchFolderStore
  readonly panels: PanelStore
  readonly library: LibraryStateStore
  /** Calls when damage is found while the library is open: `LibraryStateStore.repairs` has more to tell. */
  readonly onDamage: (listener: () => void) => void
  readonly close: () => Promise<void>
}
