import { Download } from 'lucide-react'
import { type CaptionTrack, captionExportFormats } from '../../../electron/contract/index.ts'
import { IconButton } from '../../ui/button.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { captionFileAddress } from './caption-file-address.ts'

const save = (address: string): void => {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}

/** Saves a caption track in any of the formats. */
export const CaptionSaveMenu = ({ videoId, track }: { readonly videoId: string; readonly track: CaptionTrack }) => (
  <DropMenu
    align="end"
    entries={captionExportFormats.map(({ id, label }) => ({
      kind: 'item',
      label,
      onSelect: () => save(captionFileAddress(videoId, track.track, id)),
    }))}
  >
    <IconButton label="Save as…">
      <Download size={16} aria-hidden />
    </IconButton>
  </DropMenu>
)
