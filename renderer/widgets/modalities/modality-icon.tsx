import { AudioLines, Blend, CaseSensitive, Image } from 'lucide-react'
import type { Modality } from '../../../electron/contract/index.ts'

const icons = {
  visual: Image,
  audio: AudioLines,
  captions: CaseSensitive,
  likeness: Blend,
  look: Image,
  soundTexture: AudioLines,
} as const satisfies Readonly<Record<Modality, unknown>>

/** The icon of a modality in its colour; likeness belongs to no slider and has none. */
export const ModalityIcon = ({ modality, size = 16 }: { readonly modality: Modality; readonly size?: number }) => {
  const Icon = icons[modality]
  return (
    <span className="modality-icon" data-modality={modality}>
      <Icon size={size} aria-hidden />
    </span>
  )
}
