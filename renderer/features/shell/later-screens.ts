import { lazy } from 'react'

const activity = () => import('../activity/activity-page.tsx')
const search = () => import('../search/search-page.tsx')
const settings = () => import('../settings/settings-page.tsx')
const video = () => import('../video/video-page.tsx')
const palette = () => import('../actions/command-palette.tsx')
const keyboard = () => import('../actions/keyboard-sheet.tsx')
const preview = () => import('../preview/preview-sheet.tsx')
const importPaths = () => import('../import/import-paths-sheet.tsx')
const problems = () => import('../import/problems-sheet.tsx')

/** Jobs and uploads. */
export const ActivityPage = lazy(() => activity().then((part) => ({ default: part.ActivityPage })))
/** Results of a search. */
export const SearchPage = lazy(() => search().then((part) => ({ default: part.SearchPage })))
/** Settings. */
export const SettingsPage = lazy(() => settings().then((part) => ({ default: part.SettingsPage })))
/** The page of one video. */
export const VideoPage = lazy(() => video().then((part) => ({ default: part.VideoPage })))
/** Every action by its name. */
export const CommandPalette = lazy(() => palette().then((part) => ({ default: part.CommandPalette })))
/** Every key. */
export const KeyboardSheet = lazy(() => keyboard().then((part) => ({ default: part.KeyboardSheet })))
/** The quick look at what is selected. */
export const PreviewSheet = lazy(() => preview().then((part) => ({ default: part.PreviewSheet })))
/** Typing paths to import. */
export const ImportPathsSheet = lazy(() => importPaths().then((part) => ({ default: part.ImportPathsSheet })))
/** Files that could not be imported. */
export const ProblemsSheet = lazy(() => problems().then((part) => ({ default: part.ProblemsSheet })))

/** How long after the start the other screens are fetched, so that opening one never waits for its code. */
const fetchAfterMs = 1500

/** Fetches the code of every other screen once the first is on show. Answers how to call it off. */
export const fetchLaterScreens = (): (() => void) => {
  const timer = setTimeout(() => {
    for (const part of [video, search, palette, preview, activity, settings, keyboard, importPaths, problems]) {
      // The core may be gone by then; a screen that is opened asks again.
      part().catch(() => undefined)
    }
  }, fetchAfterMs)
  return () => clearTimeout(timer)
}
