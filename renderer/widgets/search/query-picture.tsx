import { type ReactNode, useEffect, useRef } from 'react'
import { chipsOf, type QueryChip, type SearchQuery } from '../../stores/search/search-query.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { FilmstripFrame } from '../../ui/filmstrip-frame.tsx'
import { useVideoDetails } from '../details/use-video-details.ts'

/** The place in a film that a chip stands for; null for those that stand for none. */
export const placeOfChip = (
  part: QueryChip | undefined,
): { readonly videoId: string; readonly timeMs: number | null } | null => {
  const scene =
    part?.kind === 'anchor' || part?.kind === 'less' ? part.anchor : part?.kind === 'picture' ? part.picture : null
  if (scene === null || !('videoId' in scene)) return null
  return { videoId: scene.videoId, timeMs: 'timeMs' in scene ? scene.timeMs : null }
}

/** A picture that was sent from this window, small. */
export const SentPicture = ({ picture, className }: { readonly picture: ImageBitmap; readonly className: string }) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    context?.drawImage(picture, 0, 0)
  }, [picture])
  return <canvas ref={canvas} className={className} width={picture.width} height={picture.height} aria-hidden />
}

/** A small picture of the first thing that a search compares with; `children` where it has none. */
export const QueryPicture = ({ query, children }: { readonly query: SearchQuery; readonly children: ReactNode }) => {
  const chips = chipsOf(query)
  const shown = chips.find(({ kind }) => kind === 'anchor' || kind === 'picture') ?? chips[0]
  const place = placeOfChip(shown)
  const { video: details } = useVideoDetails(place?.videoId ?? null)
  const reference = shown?.kind === 'picture' && 'reference' in shown.picture ? shown.picture.reference : ''
  const picture = useApp('queryFiles', (files) => files.pictures.get(reference))
  if (picture !== undefined) return <SentPicture picture={picture} className="search-menu__canvas" />
  if (place?.timeMs == null || details?.filmstrip == null) return children
  return <FilmstripFrame filmstrip={details.filmstrip} timeMs={place.timeMs} />
}
