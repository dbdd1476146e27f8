import { AudioLines, Blend, CaseSensitive, Image, Mic, ScanFace, ScanText } from 'lucide-react'
import type { CSSProperties } from 'react'
import {
  type Modality,
  type ModelRole,
  type ModelRoleRow,
  modalityOf,
  modelRoleOf,
} from '../../../electron/contract/index.ts'
import './modality-icon.css'

const icons = {
  image: Image,
  sound: AudioLines,
  letters: CaseSensitive,
  blend: Blend,
  speech: Mic,
  screen: ScanText,
  person: ScanFace,
} as const satisfies Readonly<Record<ModelRoleRow['icon'], unknown>>

/** Sets `--modality` to the colour of a modality, for an element and what is in it. */
export const colourStyle = (modality: Modality): CSSProperties =>
  ({ '--modality': `var(--${modalityOf[modality].colour})` }) as CSSProperties

const Coloured = ({ icon, colour, size }: Pick<ModelRoleRow, 'icon' | 'colour'> & { readonly size: number }) => {
  const Icon = icons[icon]
  return (
    <span className="modality-icon" style={{ '--modality': `var(--${colour})` } as CSSProperties}>
      <Icon size={size} aria-hidden />
    </span>
  )
}

/** The icon of a modality in its colour. */
export const ModalityIcon = ({ modality, size = 16 }: { readonly modality: Modality; readonly size?: number }) => (
  <Coloured {...modalityOf[modality]} size={size} />
)

/** The icon of what a model can be chosen for, in its colour. */
export const ModelRoleIcon = ({ role, size = 16 }: { readonly role: ModelRole; readonly size?: number }) => (
  <Coloured {...modelRoleOf[role]} size={size} />
)
