import { assertNever } from '../client/assert-never.ts'
import { ModelConfirmSheet } from '../screens/models/model-confirm-sheet.tsx'
import { ModelImportSheet } from '../screens/models/model-import-sheet.tsx'
import { ForgetPeopleSheet } from '../screens/people/forget-people-sheet.tsx'
import { useApp } from '../stores/use-stores.tsx'
import { ChooseBinSheet } from '../widgets/bins/choose-bin-sheet.tsx'
import { ExportSheet } from '../widgets/bins/export-sheet.tsx'
import { ImportedListsSheet } from '../widgets/bins/imported-lists-sheet.tsx'
import { NewBinSheet } from '../widgets/bins/new-bin-sheet.tsx'
import { PreviewSheet } from '../widgets/preview/preview-sheet.tsx'
import { AttachCaptionsSheet } from '../widgets/sheets/attach-captions-sheet.tsx'
import { DropShortSheet } from '../widgets/sheets/drop-short-sheet.tsx'
import { ImportPathsSheet } from '../widgets/sheets/import-paths-sheet.tsx'
import { LocateSheet } from '../widgets/sheets/locate-sheet.tsx'
import { MarkNoteSheet, MarkTagsSheet } from '../widgets/sheets/mark-sheets.tsx'
import { NoticesSheet } from '../widgets/sheets/notices-sheet.tsx'
import { ProblemsSheet } from '../widgets/sheets/problems-sheet.tsx'
import { RenameSheet } from '../widgets/sheets/rename-sheet.tsx'
import { SaveSearchSheet } from '../widgets/sheets/save-search-sheet.tsx'
import { SavedSearchesSheet } from '../widgets/sheets/saved-searches-sheet.tsx'
import { TagVideosSheet } from '../widgets/sheets/tag-videos-sheet.tsx'
import { WatchFolderSheet } from '../widgets/sheets/watch-folder-sheet.tsx'
import { CommandPalette } from './commands/command-palette.tsx'
import { KeyboardSheet } from './commands/keyboard-sheet.tsx'

/**
 * The sheet that is open, if any. Their code is part of the first screen's: a sheet is drawn, and its field has the focus,
 * before the next key arrives. Fetched later, what is typed right after the shortcut would be lost.
 */
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
    case 'watch-folder':
      return <WatchFolderSheet />
    case 'problems':
      return <ProblemsSheet />
    case 'notices':
      return <NoticesSheet />
    case 'save-search':
      return <SaveSearchSheet />
    case 'saved-searches':
      return <SavedSearchesSheet />
    case 'rename':
      return <RenameSheet videoId={sheet.videoId} />
    case 'mark-tags':
      return <MarkTagsSheet targets={sheet.targets} before={sheet.before} />
    case 'mark-note':
      return <MarkNoteSheet targets={sheet.targets} before={sheet.before} />
    case 'drop-short':
      return <DropShortSheet videoId={sheet.videoId} />
    case 'tag-videos':
      return <TagVideosSheet videoIds={sheet.videoIds} />
    case 'locate':
      return <LocateSheet videoId={sheet.videoId} />
    case 'attach-captions':
      return <AttachCaptionsSheet path={sheet.path} />
    case 'forget-people':
      return <ForgetPeopleSheet />
    case 'model-import':
      return <ModelImportSheet modelId={sheet.modelId} />
    case 'model-confirm':
      return <ModelConfirmSheet act={sheet.act} modelId={sheet.modelId} spaceId={sheet.spaceId} />
    case 'new-bin':
      return <NewBinSheet />
    case 'imported-lists':
      return <ImportedListsSheet results={sheet.results} />
    case 'choose-bin':
      return <ChooseBinSheet entries={sheet.entries} />
    case 'export':
      return <ExportSheet source={sheet.source} name={sheet.name} count={sheet.count} />
    case 'preview':
      return <PreviewSheet scope={sheet.scope} />
    default:
      return assertNever(sheet)
  }
}
