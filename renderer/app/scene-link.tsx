import { useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'
import { idSchema } from '../../electron/contract/index.ts'
import { useStores } from '../stores/use-stores.tsx'
import { placeOf } from '../widgets/scene-actions/use-scene-runs.ts'

const answerWithinMs = 15_000

/** Where a link to a moment leads: to its scene's film, also after other cuts; says so where the film is gone. */
export const SceneLink = ({ sceneId }: { readonly sceneId: string }) => {
  const { client, toasts } = useStores()
  const [, navigate] = useLocation()
  const query = new URLSearchParams(useSearch())
  const named = idSchema.safeParse(query.get('video'))
  const videoId = named.success ? named.data : null
  const time = query.get('t')
  const timeMs = time !== null && /^\d{1,10}$/.test(time) ? Number(time) : null
  useEffect(() => {
    const leaving = new AbortController()
    const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(answerWithinMs)])
    void client.call('getScene', { params: { id: sceneId } }, signal).then((answer) => {
      if (leaving.signal.aborted) return
      const scene = answer.ok ? answer.value : null
      const film = scene?.videoId ?? videoId
      if (film === null) {
        toasts
          .getState()
          .show({ tone: 'problem', message: 'The link leads to a scene that this library does not have.' })
        navigate('/library', { replace: true })
      } else navigate(placeOf(film, timeMs ?? scene?.startMs ?? 0), { replace: true })
    })
    return () => leaving.abort()
  }, [client, toasts, navigate, sceneId, videoId, timeMs])
  return null
}
