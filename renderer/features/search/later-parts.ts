import { later } from '../shell/later.ts'

const recent = later(() => import('./recent-menu.tsx').then((part) => part.RecentMenu))
const more = later(() => import('./more-sliders.tsx').then((part) => part.MoreSliders))
const why = later(() => import('./why-popover.tsx').then((part) => part.WhyPopover))
const filters = later(() => import('./filter-editor.tsx').then((part) => part.FilterEditor))

/** Searches of late and saved ones. */
export const RecentMenu = recent.Screen
/** Sliders of what compares scenes only. */
export const MoreSliders = more.Screen
/** Why a scene was found. */
export const WhyPopover = why.Screen
/** Setting one filter. */
export const FilterEditor = filters.Screen

/** Fetches the code of all of these, so that opening one never waits for it. */
export const fetchSearchParts = (): void => {
  for (const { load } of [why, filters, recent, more]) load().catch(() => undefined)
}
