import { Captions, FolderInput, Scissors, Upload } from 'lucide-react'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import './library-empty.css'

/** While a demo makes its clips there is nothing to do but to wait, and to see how far it is. */
const DemoProgress = ({ clip, clips }: { readonly clip: number; readonly clips: number }) => (
  <div className="library-empty">
    <div className="library-empty__zone" data-quiet>
      <h1 className="tabular">
        Building demo clip {clip} of {clips} …
      </h1>
      <progress className="library-empty__progress" aria-label="Demo clips" value={clip - 1} max={clips} />
      <p className="library-empty__promise">
        They are drawn and synthesised on this machine, then read like films of your own. This is done once.
      </p>
    </div>
  </div>
)

/** The first thing a new user sees: where to drop, and what will happen. */
export const LibraryEmpty = () => {
  const { actions, desktop } = useStores()
  const demo = useApp('status', (status) => status.stats?.demo ?? null)
  if (demo !== null) return <DemoProgress clip={demo.clip} clips={demo.clips} />
  return (
    <div className="library-empty">
      <div className="library-empty__zone">
        <Upload size={28} aria-hidden className="library-empty__icon" />
        <h1>Drop videos or folders here</h1>
        <p className="library-empty__promise">Find any moment in them again. Everything stays on this machine.</p>
        <div className="library-empty__buttons">
          <Button tone="primary" onClick={() => actions.getState().run('import.files')}>
            Choose files…
          </Button>
          <Button onClick={() => actions.getState().run('import.folder')}>Choose a folder…</Button>
          {desktop === null ? (
            <Button tone="quiet" onClick={() => actions.getState().run('import.paths')}>
              By path…
            </Button>
          ) : null}
        </div>
        <ol className="library-empty__steps">
          <li>
            <FolderInput size={16} aria-hidden />
            <span>
              {desktop === null
                ? 'Dropped files are copied into the library; files imported by path stay where they are.'
                : 'Your files stay where they are and are never changed.'}
            </span>
          </li>
          <li>
            <Scissors size={16} aria-hidden />
            <span>Each video is cut into its scenes, with a picture of every one. You can browse meanwhile.</span>
          </li>
          <li>
            <Captions size={16} aria-hidden />
            <span>Subtitles, inside the video or beside it, become searchable word for word.</span>
          </li>
        </ol>
      </div>
    </div>
  )
}
