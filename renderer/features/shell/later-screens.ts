import { type ComponentType, createElement, type ReactElement, use } from 'react'

/** Code of a screen that is fetched after the first screen is on show. */
interface LaterScreen<Props extends object> {
  readonly Screen: (props: Props) => ReactElement
  readonly load: () => Promise<unknown>
}

/** Drawn at once when its code is there, so that what is typed right after opening it is not lost; else waits for it. */
const later = <Props extends object>(fetchPart: () => Promise<ComponentType<Props>>): LaterScreen<Props> => {
  let part: ComponentType<Props> | null = null
  let pending: Promise<ComponentType<Props>> | null = null
  const load = (): Promise<ComponentType<Props>> => {
    pending ??= fetchPart().then(
      (fetched) => {
        part = fetched
        return fetched
      },
      (thrown: unknown) => {
        // The core may be gone; a screen that is opened again asks again.
        pending = null
        throw thrown
      },
    )
    return pending
  }
  return { Screen: (props) => createElement(part ?? use(load()), props), load }
}

const activity = later(() => import('../activity/activity-page.tsx').then((part) => part.ActivityPage))
const models = later(() => import('../models/models-page.tsx').then((part) => part.ModelsPage))
const search = later(() => import('../search/search-page.tsx').then((part) => part.SearchPage))
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
    for (const { load } of [importPaths, problems, modelImport, modelConfirm]) load().catch(() => undefined)
  }, fetchAfterMs)
  return () => clearTimeout(timer)
}
