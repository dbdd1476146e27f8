import type { TextBox } from '../../../electron/contract/index.ts'
import './text-box-frame.css'

/** A line of text on screen, by the picture that it stands in. */
export interface TextBoxFrameProps {
  /** [x, y, width, height] as parts of the picture. */
  readonly box: TextBox
  /** Of the picture, in pixels. */
  readonly width: number
  readonly height: number
}

/** Frames a line of text where it stands in a picture that is letterboxed in the parent's box, as `object-fit: contain` does. */
export const TextBoxFrame = ({ box, width, height }: TextBoxFrameProps) => {
  const [x, y, boxWidth, boxHeight] = box
  // Clear of the letters.
  const margin = height / 100
  const place = {
    x: x * width - margin,
    y: y * height - margin,
    width: boxWidth * width + 2 * margin,
    height: boxHeight * height + 2 * margin,
  }
  return (
    <svg className="text-box-frame" viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <rect {...place} className="text-box-frame__edge" />
      <rect {...place} className="text-box-frame__line" />
    </svg>
  )
}
