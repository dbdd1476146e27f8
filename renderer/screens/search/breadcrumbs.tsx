import { useEffect } from 'react'
import { Link } from 'wouter'
import { crumbsOf } from '../../stores/search/breadcrumbs.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { useQueryLabel } from '../../widgets/search/query-label.ts'
import { QueryPicture } from '../../widgets/search/query-picture.tsx'
import './breadcrumbs.css'

/** The searches for similar scenes that led here, from the first one; each leads back to its results. */
export const Breadcrumbs = () => {
  const { videos } = useStores()
  const query = useApp('search', (search) => search.query)
  const labelOf = useQueryLabel()
  const crumbs = crumbsOf(query)
  useEffect(() => {
    for (const crumb of crumbsOf(query)) {
      for (const anchor of crumb.query.anchors) if ('videoId' in anchor) videos.prefetch(anchor.videoId)
    }
  }, [query, videos])
  if (crumbs.length < 2) return null
  return (
    <nav className="breadcrumbs" aria-label="Breadcrumbs of similar scenes">
      <ol>
        {crumbs.map((crumb, index) => {
          const isLast = index === crumbs.length - 1
          const label = labelOf(crumb.query)
          return (
            <li key={crumb.path} className="tabular">
              <span className="breadcrumbs__picture frame-box">
                <QueryPicture query={crumb.query}>{null}</QueryPicture>
              </span>
              {isLast ? (
                <span aria-current="page">{label}</span>
              ) : (
                <Link to={crumb.path} className="breadcrumbs__link">
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
