import { useEffect } from 'react'
import { Link } from 'wouter'
import { crumbLabel, crumbsOf } from '../../stores/search/trail.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { usePlaceText } from '../../widgets/search/anchor-place.ts'
import './trail.css'

/** The way from the first search to this one, by likenesses; each step leads back to its results. */
export const Trail = () => {
  const { videos } = useStores()
  const query = useApp('search', (search) => search.query)
  const placeText = usePlaceText()
  const crumbs = crumbsOf(query)
  useEffect(() => {
    for (const crumb of crumbsOf(query)) {
      for (const anchor of crumb.query.anchors) if ('videoId' in anchor) videos.prefetch(anchor.videoId)
    }
  }, [query, videos])
  if (crumbs.length < 2) return null
  return (
    <nav className="trail" aria-label="Trail of likenesses">
      <ol>
        {crumbs.map((crumb, index) => {
          const isLast = index === crumbs.length - 1
          const label = crumbLabel(crumb.query, placeText)
          return (
            <li key={crumb.path} className="tabular">
              {isLast ? (
                <span aria-current="page">{label}</span>
              ) : (
                <Link to={crumb.path} className="trail__link">
                  {label}
                </Link>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
