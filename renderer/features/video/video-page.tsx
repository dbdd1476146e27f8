import { useEffect } from 'react'
import { useApp, useStores } from '../../stores/use-stores.tsx'

/** The page of one video: player, scenes, timeline. */
export const VideoPage = ({ videoId }: { readonly videoId: string }) => {
  const { details } = useStores()
  const entry = useApp('details', (state) => state.entries.get(videoId))
  useEffect(() => {
    const release = details.getState().hold(videoId)
    details.getState().want(videoId)
    return release
  }, [details, videoId])
  return <div className="page">{entry?.status === 'ready' ? entry.details.title : ''}</div>
}
