import { assertNever } from '../../client/assert-never.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { CommandPalette } from '../actions/command-palette.tsx'
import { KeyboardSheet } from '../actions/keyboard-sheet.tsx'
import { ImportPathsSheet } from '../import/import-paths-sheet.tsx'
import { ProblemsSheet } from '../import/problems-sheet.tsx'
import { LocateSheet } from '../library/locate-sheet.tsx'
import { RenameSheet } from '../library/rename-sheet.tsx'
import { PreviewSheet } from '../preview/preview-sheet.tsx'

/** The sheet that is open, if any. */
export const Sheets = () => {
  const sheet = useApp('window', (state) => state.sheet)
  if (sheet === null) return null
  switch (sheet.kind) {
    case 'palette':
      return <CommandPalette />
    case 'keyboard':
      return <KeyboardSheet />
    case 'import-paths':
      return <ImportPathsSheet />
    case 'problems':
      return <ProblemsSheet />
    case 'rename':
      return <RenameSheet videoId={sheet.videoId} />
    case 'locate':
      return <LocateSheet videoId={sheet.videoId} />
    case 'preview':
      return <PreviewSheet scope={sheet.scope} />
    default:
      return assertNever(sheet)
  }
}
