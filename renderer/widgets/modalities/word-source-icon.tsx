import { Captions, Mic, NotebookPen, ScanText } from 'lucide-react'
import type { CaptionSourceRow } from '../../../electron/contract/index.ts'

const icons = { captions: Captions, speech: Mic, screen: ScanText, notes: NotebookPen } as const satisfies Readonly<
  Record<CaptionSourceRow['icon'], unknown>
>

/** The icon of a source of words. */
export const WordSourceIcon = ({
  icon,
  size = 14,
}: {
  readonly icon: CaptionSourceRow['icon']
  readonly size?: number
}) => {
  const Icon = icons[icon]
  return <Icon size={size} aria-hidden />
}
