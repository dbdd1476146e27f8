import { AudioLines, Blend, CaseSensitive, Image } from 'lucide-react'
import type { CSSProperties } from 'react'
import { type Modality, type ModalityRow, modalityOf } from '../../../electron/contract/index.ts'
import './modality-icon.css'

const icons = {
  image: Image,
  sound: AudioLines,
  letters: CaseSensitive,
  blend: Blend,
} as const satisfies Readonly<Record<ModalityRow['icon'], unknown>>

/** Sets `--modality` to the colour of a modality, for an element and what is in it. */
export const colourStyle = (modality: Modality): CSSProperties =>
  ({ '--modality': `var(--${modalityOf[modality].colour})` }) as CSSProperties

/** The icon of a modality in its colour. */
export const ModalityIcon = ({ modality, size = 16 }: { readonly modality: Modality; readonly size?: number }) => {
  const Icon = icons[modalityOf[modality].icon]
  return (
    <span className="modality-icon" style={colourStyle(modality)}>
      <Icon size={size} aria-hidden />
    </span>
  )
}
