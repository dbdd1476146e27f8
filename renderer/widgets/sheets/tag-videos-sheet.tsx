import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { Sheet } from '../../ui/sheet.tsx'
import { SharedTags } from '../details/shared-tags.tsx'

/** Tags of one or several videos; each change is kept at once. */
export const TagVideosSheet = ({ videoIds }: { readonly videoIds: readonly string[] }) => {
  const { close } = useStores().window.getState()
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
      <SharedTags ids={videoIds} autoFocus />
    </Sheet>
  )
}
