import { type Id, idSchema } from './page.ts'

/** A moment of a film as a link names it. The scene is found by its id; after other cuts film and time lead there. */
export interface Moment {
  readonly sceneId: Id
  readonly videoId: Id | null
  /** Film time in whole ms. */
  readonly timeMs: number | null
}

/** A link that opens the app at a moment: `goodclips://scene/{id}?video={id}&t={ms}`. */
export const momentLink = ({ sceneId, videoId, timeMs }: Moment): string => {
  // Ids and numbers stand in a query as they are.
  const parts = [
    ...(videoId === null ? [] : [`video=${videoId}`]),
    ...(timeMs === null ? [] : [`t=${Math.max(0, Math.round(timeMs))}`]),
  ]
  return `goodclips://scene/${sceneId}${parts.length === 0 ? '' : `?${parts.join('&')}`}`
}

/** The moment of a link; null for anything else, whoever wrote it. */
export const parseMomentLink = (link: string): Moment | null => {
  const match = /^goodclips:\/\/scene\/([^/?#]+)\/?(?:\?([^#]*))?(?:#.*)?$/i.exec(link.trim())
  const sceneId = idSchema.safeParse(match?.[1])
  if (match === null || !sceneId.success) return null
  const query = new Map(
    (match[2] ?? '').split('&').map((part) => {
      const [name = '', value = ''] = part.split('=')
      return [name, value] as const
    }),
  )
  const videoId = idSchema.safeParse(query.get('video'))
  const time = query.get('t') ?? ''
  return {
    sceneId: sceneId.data,
    videoId: videoId.success ? videoId.data : null,
    timeMs: /^\d{1,10}$/.test(time) ? Number(time) : null,
  }
}

/** Where the page shows a moment. */
export const momentPath = ({ sceneId, videoId, timeMs }: Moment): string => {
  const [, query = ''] = momentLink({ sceneId, videoId, timeMs }).split('?')
  return `/scene/${sceneId}${query === '' ? '' : `?${query}`}`
}
