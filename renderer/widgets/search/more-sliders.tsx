import type { ReactNode } from 'react'
import type { Modality } from '../../../electron/contract/index.ts'
import { furtherModalities } from '../../stores/search/weights.ts'
import { Popover } from '../../ui/popover.tsx'
import { ModalitySlider } from './modality-slider.tsx'

/** Sliders of what compares scenes with scenes, under a button. */
export const MoreSliders = ({
  open,
  onOpen,
  onChange,
  children,
}: {
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  readonly onChange: (modality: Modality, value: number) => void
  readonly children: ReactNode
}) => (
  <Popover label="More sliders" open={open} onOpen={onOpen} trigger={children} align="end">
    <div className="more-sliders">
      {furtherModalities.map((modality) => (
        <ModalitySlider key={modality} modality={modality} onChange={onChange} />
      ))}
      <p className="more-sliders__note">These compare scenes with scenes: they count when you search by a scene.</p>
    </div>
  </Popover>
)
