import { Suspense } from 'react'
import { assertNever } from '../../client/assert-never.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { LocateSheet } from '../library/locate-sheet.tsx'
import { RenameSheet } from '../library/rename-sheet.tsx'
import {
  CommandPalette,
  ImportPathsSheet,
  KeyboardSheet,
  ModelConfirmSheet,
  ModelImportSheet,
  PreviewSheet,
  ProblemsSheet,
  SavedSearchesSheet,
  SaveSearchSheet,
} from './later-screens.ts'

const OpenSheet = () => {
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
    case 'save-search':
      return <SaveSearchSheet />
    case 'saved-searches':
      return <SavedSearchesSheet />
    case 'rename':
      return <RenameSheet videoId={sheet.videoId} />
    case 'locate':
      return <LocateSheet videoId={sheet.videoId} />
    case 'model-import':
      return <ModelImportSheet modelId={sheet.modelId} />
    case 'model-confirm':
      return <ModelConfirmSheet act={sheet.act} modelId={sheet.modelId} spaceId={sheet.spaceId} />
    case 'preview':
      return <PreviewSheet scope={sheet.scope} />
    default:
      return assertNever(sheet)
  }
}

/** The sheet that is open, if any. */
export const Sheets = () => (
  <Suspense fallback={null}>
    <OpenSheet />
  </Suspense>
)
