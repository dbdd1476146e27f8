import { useScenes } from '../../stores/use-server.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { formatCount } from '../../ui/format.ts'
import { MarkEditor } from '../marks/mark-editor.tsx'
import { thingsOfScenes } from '../marks/marked-things.ts'

/** Marks of the scenes that are chosen in the list of a video's page; nothing while none is. */
export const ChosenSceneMarks = ({ videoId }: { readonly videoId: string }) => {
  const ids = useApp('selection', (state) => state.scopes.scenes.ids)
  const { items } = useScenes(videoId)
  const chosen = items.filter(({ id }) => ids.has(id))
  const [only] = chosen
  if (only === undefined) return null
  return (
    <div className="details details--first">
      <MarkEditor
        heading={
          chosen.length === 1 ? `Marks of scene ${only.index + 1}` : `Marks of ${formatCount(chosen.length, 'scene')}`
        }
        things={thingsOfScenes(chosen)}
      />
    </div>
  )
}
