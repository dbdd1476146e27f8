import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { Sheet } from '../../ui/sheet.tsx'
import { TagEditor } from '../marks/tag-editor.tsx'
import { sharedTags } from '../marks/tag-list.ts'

/** Tags of one or several videos; each change is kept at once. */
export const TagVideosSheet = ({ videoIds }: { readonly videoIds: readonly string[] }) => {
  const { library, marks, window: windowStore } = useStores()
  useApp('library', (state) => state.revision)
  const { close } = windowStore.getState()
  const videos = videoIds.flatMap((id) => library.getState().videos.get(id) ?? [])
  const targets = videoIds.map((videoId) => ({ videoId }))
  return (
    <Sheet
      title={`Tags of ${formatCount(videoIds.length, 'video')}`}
      size="small"
      onClose={close}
      footer={
        <Button tone="primary" onClick={close}>
          Done
        </Button>
      }
    >
      <TagEditor
        tags={sharedTags(videos)}
        things={videoIds.length}
        label={`Add a tag to ${formatCount(videoIds.length, 'video')}`}
        autoFocus
        onAdd={(tags) => void marks.put(targets, { addTags: [...tags] }, `Tagged ${tags.join(', ')}`)}
        onRemove={(tag) => void marks.put(targets, { removeTags: [tag] }, `Tag ${tag} taken away`)}
      />
    </Sheet>
  )
}
