import { fetchSearchParts } from '../search/later-parts.ts'
import { later } from './later.ts'

const activity = later(() => import('../activity/activity-page.tsx').then((part) => part.ActivityPage))
const models = later(() => import('../models/models-page.tsx').then((part) => part.ModelsPage))
const search = later(() => import('../search/search-page.tsx').then((part) => part.SearchPage))
const saveSearch = later(() => import('../search/save-search-sheet.tsx').then((part) => part.SaveSearchSheet))
const savedSearches = later(() => import('../search/saved-searches-sheet.tsx').then((part) => part.SavedSearchesSheet))
const settings = later(() => import('../settings/settings-page.tsx').then((part) => part.SettingsPage))
const video = later(() => import('../video/video-page.tsx').then((part) => part.VideoPage))
const palette = later(() => import('../actions/command-palette.tsx').then((part) => part.CommandPalette))
const keyboard = later(() => import('../actions/keyboard-sheet.tsx').then((part) => part.KeyboardSheet))
const preview = later(() => import('../preview/preview-sheet.tsx').then((part) => part.PreviewSheet))
const importPaths = later(() => import('../import/import-paths-sheet.tsx').then((part) => part.ImportPathsSheet))
const problems = later(() => import('../import/problems-sheet.tsx').then((part) => part.ProblemsSheet))
const modelImport = later(() => import('../models/model-import-sheet.tsx').then((part) => part.ModelImportSheet))
const modelConfirm = later(() => import('../models/model-confirm-sheet.tsx').then((part) => part.ModelConfirmSheet))

/** Jobs and uploads. */
export const ActivityPage = activity.Screen
/** Models, their environment and their vectors. */
export const ModelsPage = models.Screen
/** Results of a search. */
export const SearchPage = search.Screen
/** Settings. */
export const SettingsPage = settings.Screen
/** Saving the search on show under a name. */
export const SaveSearchSheet = saveSearch.Screen
/** Renaming and forgetting saved searches. */
export const SavedSearchesSheet = savedSearches.Screen
/** The page of one video. */
export const VideoPage = video.Screen
/** Every action by its name. */
export const CommandPalette = palette.Screen
/** Every key. */
export const KeyboardSheet = keyboard.Screen
/** The quick look at what is selected. */
export const PreviewSheet = preview.Screen
/** Typing paths to import. */
export const ImportPathsSheet = importPaths.Screen
/** Files that could not be imported. */
export const ProblemsSheet = problems.Screen

/** Installing a model from a folder. */
export const ModelImportSheet = modelImport.Screen
/** Asking before files or vectors of a model are deleted. */
export const ModelConfirmSheet = modelConfirm.Screen

/** How long after the start the other screens are fetched, so that opening one never waits for its code. */
const fetchAfterMs = 1500

/** Fetches the code of every other screen once the first is on show. Answers how to call it off. */
export const fetchLaterScreens = (): (() => void) => {
  const timer = setTimeout(() => {
    for (const { load } of [video, search, palette, preview, activity, models, settings, keyboard]) {
      load().catch(() => undefined)
    }
    for (const { load } of [importPaths, problems, modelImport, modelConfirm, saveSearch, savedSearches]) {
      load().catch(() => undefined)
    }
    fetchSearchParts()
  }, fetchAfterMs)
  return () => clearTimeout(timer)
}
