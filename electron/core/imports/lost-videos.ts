import type { ImportItem } from '../../contract/index.ts'
import type { StorePort } from '../../domain/ports/index.ts'

/** What putting lost films back works with. */
export interface LostVideoParts {
  readonly store: StorePort
  readonly import: (paths: readonly string[], signal: AbortSignal) => Promise<readonly ImportItem[]>
  readonly signal: AbortSignal
}

/**
 * Imports the films again that a repair of the database could not keep and whose files are known, and gives them their
 * tags back. What is not there any more is told among the files that could not be imported.
 */
export const importLostVideos = async ({ store, import: importPaths, signal }: LostVideoParts): Promise<void> => {
  for (const repair of await store.library.repairs()) {
    if (repair.filesToImport.length === 0) continue
    for (const { path, tags } of repair.filesToImport) {
      const items = await importPaths([path], signal)
      if (signal.aborted) return
      for (const item of items) {
        if (item.videoId !== undefined && tags.length > 0) await store.videos.setTags(item.videoId, tags)
      }
    }
    await store.library.filesImported(repair.id)
  }
}
