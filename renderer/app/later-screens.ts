import { later } from './later.ts'

const activity = later(() => import('../screens/activity/activity-page.tsx').then((part) => part.ActivityPage))
const models = later(() => import('../screens/models/models-page.tsx').then((part) => part.ModelsPage))
const search = later(() => import('../screens/search/search-page.tsx').then((part) => part.SearchPage))
const settings = later(() => import('../screens/settings/settings-page.tsx').then((part) => part.SettingsPage))
const video = later(() => import('../screens/video/video-page.tsx').then((part) => part.VideoPage))

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

/** How long after the start the other screens are fetched, so that opening one never waits for its code. */
const fetchAfterMs = 1500

/** Fetches the code of every other screen once the first is on show. Answers how to call it off. */
export const fetchLaterScreens = (): (() => void) => {
  const timer = setTimeout(() => {
    for (const { load } of [video, search, activity, models, settings]) load().catch(() => undefined)
  }, fetchAfterMs)
  return () => clearTimeout(timer)
}
