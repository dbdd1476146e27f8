import { lazyComponent } from './lazy-component.ts'

const activity = lazyComponent(() => import('../screens/activity/activity-page.tsx').then((part) => part.ActivityPage))
const bin = lazyComponent(() => import('../screens/bin/bin-page.tsx').then((part) => part.BinPage))
const duplicates = lazyComponent(() =>
  import('../screens/duplicates/duplicates-page.tsx').then((part) => part.DuplicatesPage),
)
const models = lazyComponent(() => import('../screens/models/models-page.tsx').then((part) => part.ModelsPage))
const people = lazyComponent(() => import('../screens/people/people-page.tsx').then((part) => part.PeoplePage))
const person = lazyComponent(() => import('../screens/people/person-page.tsx').then((part) => part.PersonPage))
const search = lazyComponent(() => import('../screens/search/search-page.tsx').then((part) => part.SearchPage))
const settings = lazyComponent(() => import('../screens/settings/settings-page.tsx').then((part) => part.SettingsPage))
const video = lazyComponent(() => import('../screens/video/video-page.tsx').then((part) => part.VideoPage))

/** Jobs and uploads. */
export const ActivityPage = activity.Component
/** Ranges of a bin. */
export const BinPage = bin.Component
/** Copies and alternate takes. */
export const DuplicatesPage = duplicates.Component
/** Models, their environment and their vectors. */
export const ModelsPage = models.Component
/** People by their faces. */
export const PeoplePage = people.Component
/** The faces of one person. */
export const PersonPage = person.Component
/** Results of a search. */
export const SearchPage = search.Component
/** Settings. */
export const SettingsPage = settings.Component
/** The page of one video. */
export const VideoPage = video.Component

/** How long in ms after the start the other screens are fetched, so that opening one never waits for its code. */
const preloadAfterMs = 1500

/** Fetches the code of every other screen once the first is on show. Answers how to call it off. */
export const preloadScreens = (): (() => void) => {
  const timer = setTimeout(() => {
    for (const { preload } of [video, search, bin, activity, duplicates, models, people, person, settings])
      preload().catch(() => undefined)
  }, preloadAfterMs)
  return () => clearTimeout(timer)
}
