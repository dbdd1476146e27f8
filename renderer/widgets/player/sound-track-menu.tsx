import { AudioLines } from 'lucide-react'
import type { VideoDetails } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { IconButton } from '../../ui/button.tsx'
import { DropMenu, type MenuEntry } from '../../ui/menu.tsx'
import { soundTrackText } from '../captions/track-text.ts'

/** What is heard when nobody chose, in words. */
const ownChoice = (video: VideoDetails): string => {
  const chosen = video.audioStreams.filter((stream) => stream.chosen)
  return video.audioStreamIndex === null && chosen.length > 1
    ? `Automatic: ${chosen.length} tracks together`
    : 'Automatic'
}

/** Chooses which sound track is heard and indexed; nothing where a film has one track at most. */
export const SoundTrackMenu = ({ video }: { readonly video: VideoDetails }) => {
  const { videos } = useStores()
  if (video.audioStreams.length < 2) return null
  const choose = (index: number | null) => () => void videos.chooseSound(video.id, index)
  const entries = video.audioStreams.map((stream, position): MenuEntry => {
    const label = soundTrackText(stream, position)
    return stream.readable
      ? {
          kind: 'choice',
          label,
          checked: video.audioStreamIndex === stream.index,
          onSelect: choose(stream.index),
        }
      : { kind: 'item', label, disabled: true, onSelect: () => undefined }
  })
  return (
    <DropMenu
      align="end"
      entries={[
        { kind: 'choice', label: ownChoice(video), checked: video.audioStreamIndex === null, onSelect: choose(null) },
        { kind: 'line' },
        ...entries,
      ]}
    >
      <IconButton label="Sound track">
        <AudioLines size={16} aria-hidden />
      </IconButton>
    </DropMenu>
  )
}
