import { useApp, useStores } from '../../stores/use-stores.tsx'
import { formatBytes, formatCount, formatLength } from '../../ui/format.ts'
import { MarkEditor } from '../marks/mark-editor.tsx'
import { thingOfVideo } from '../marks/marked-things.ts'
import { Facts } from './facts.tsx'

/** Sums over several videos, or over the whole library when none is selected. */
export const SelectionDetails = ({ ids }: { readonly ids: ReadonlySet<string> }) => {
  const stores = useStores()
  const stats = useApp('status', (status) => status.stats)
  useApp('library', (library) => library.revision)
  if (ids.size === 0) {
    return stats === null ? null : (
      <div className="details">
        <h2 className="details__title">Library</h2>
        <Facts
          rows={[
            ['Videos', stats.videos.toLocaleString()],
            ['Scenes', stats.scenes.toLocaleString()],
            ['Captions', stats.captions.toLocaleString()],
            ['Length', formatLength(stats.durationMs)],
            ['Pictures and copies', formatBytes(stats.mediaBytes)],
            ['Folder', stats.libraryPath],
          ]}
        />
        <p className="details__note">Select a video to see what is known about it.</p>
      </div>
    )
  }
  const videos = [...ids].flatMap((id) => stores.library.getState().videos.get(id) ?? [])
  const sum = (value: (video: (typeof videos)[number]) => number): number =>
    videos.reduce((total, video) => total + value(video), 0)
  return (
    <div className="details">
      <h2 className="details__title">{formatCount(ids.size, 'video')} selected</h2>
      <Facts
        rows={[
          ['Length', formatLength(sum((video) => video.durationMs))],
          ['Scenes', sum((video) => video.sceneCount).toLocaleString()],
          ['Captions', sum((video) => video.captionCount).toLocaleString()],
          ['Size of files', formatBytes(sum((video) => video.sizeBytes))],
        ]}
      />
      <MarkEditor heading="Marks" things={videos.map(thingOfVideo)} />
    </div>
  )
}
