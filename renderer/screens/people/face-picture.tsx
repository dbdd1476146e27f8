import { ScanFace } from 'lucide-react'
import type { CSSProperties } from 'react'
import type { Face } from '../../../electron/contract/index.ts'

/** Shown around a face, as a part of its size on each side: hair and chin lie outside of what the model calls a face. */
const margin = 0.35

/** A square of the frame around a face, as a background that is scaled and moved. */
const cropOf = ({ box, frameUrl }: Face): CSSProperties => {
  const [x, y, width, height] = box
  const wide = Math.min(1, width * (1 + 2 * margin))
  const tall = Math.min(1, height * (1 + 2 * margin))
  const left = Math.min(1 - wide, Math.max(0, x - width * margin))
  const top = Math.min(1 - tall, Math.max(0, y - height * margin))
  const at = (start: number, size: number): string => `${size >= 1 ? 0 : (start / (1 - size)) * 100}%`
  return {
    backgroundImage: `url("${frameUrl ?? ''}")`,
    backgroundSize: `${100 / wide}% ${100 / tall}%`,
    backgroundPosition: `${at(left, wide)} ${at(top, tall)}`,
  }
}

/** A face, cut out of its frame. */
export const FacePicture = ({ face, label }: { readonly face: Face | null; readonly label: string }) =>
  face === null || face.frameUrl === null ? (
    <span className="face face--none" role="img" aria-label={label}>
      <ScanFace size={28} aria-hidden />
    </span>
  ) : (
    <span className="face" role="img" aria-label={label} style={cropOf(face)} />
  )
