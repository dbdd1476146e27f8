import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { listFileTypes } from '../stores/list-import.ts'
import { searchPath } from '../stores/search/search-address.ts'
import { asksNothing, listsByFilter } from '../stores/search/search-query.ts'
import { useApp, useStores } from '../stores/use-stores.tsx'
import { useAction } from '../widgets/actions/use-action.ts'
import { useDetailsShown } from '../widgets/details/use-details-shown.ts'

const themes = ['system', 'dark', 'light'] as const

/** Actions that work on every screen, and the file pickers of the browser host. */
export const AppActions = ({ focusSearch }: { readonly focusSearch: () => void }) => {
  const stores = useStores()
  const [location, navigate] = useLocation()
  const details = useDetailsShown()
  const isSearching = useApp('search', ({ query }) => !asksNothing(query) || listsByFilter(query))
  const canUndo = useApp('library', (library) => library.undoable.length > 0)
  const filesInput = useRef<HTMLInputElement>(null)
  const folderInput = useRef<HTMLInputElement>(null)
  const listsInput = useRef<HTMLInputElement>(null)
  const before = useRef('/library')
  const { desktop, window: windowStore } = stores

  const choose = (kind: 'files' | 'folder'): void => {
    if (desktop === null) {
      ;(kind === 'files' ? filesInput : folderInput).current?.click()
      return
    }
    void desktop.openDialog(kind).then((paths) => stores.imports.getState().importPaths(paths))
  }
  const goSearch = (): void => navigate(searchPath(stores.search.getState().query))
  useAction('import.files', () => choose('files'))
  useAction('import.folder', () => choose('folder'))
  useAction('import.paths', () => windowStore.getState().open({ kind: 'import-paths' }))
  useAction('import.watch', () => windowStore.getState().open({ kind: 'watch-folder' }))
  useAction('import.problems', () => windowStore.getState().open({ kind: 'problems' }))
  useAction('search.focus', focusSearch)
  useAction('search.saved', () => windowStore.getState().open({ kind: 'saved-searches' }))
  useAction('search.save', isSearching ? () => windowStore.getState().open({ kind: 'save-search' }) : null)
  useAction('palette.open', () => windowStore.getState().open({ kind: 'palette' }))
  useAction('help.keyboard', () => windowStore.getState().open({ kind: 'keyboard' }))
  useAction('go.library', () => navigate('/library'))
  useAction('go.search', goSearch)
  useAction('go.activity', () => navigate('/activity'))
  useAction('models.import', () => windowStore.getState().open({ kind: 'model-import', modelId: null }))
  useAction('go.people', () => navigate('/people'))
  useAction('go.duplicates', () => navigate('/duplicates'))
  useAction('go.models', () => navigate('/models'))
  useAction('go.settings', () => navigate('/settings'))
  useAction(
    'view.toggleActivity',
    () => {
      if (location === '/activity') {
        navigate(before.current)
        return
      }
      before.current = location === '/search' ? `/search${globalThis.location.search}` : location
      navigate('/activity')
    },
    location === '/activity',
  )
  useAction('view.toggleDetails', details.toggle, details.open)
  const binsOpen = useApp('preferences', (state) => state.binsOpen)
  useAction('view.toggleBins', () => stores.preferences.getState().change({ binsOpen: !binsOpen }), binsOpen)
  const fromSource = useApp('preferences', (state) => state.timesFrom === 'source')
  useAction(
    'view.sourceTimecode',
    () => {
      stores.preferences.getState().change({ timesFrom: fromSource ? 'zero' : 'source' })
      stores.toasts.getState().show({
        message: fromSource
          ? 'Times count from the beginning of each film'
          : 'Times are source timecode, where a film has one',
        lifetimeMs: 2500,
      })
    },
    fromSource,
  )
  useAction('bin.new', () => windowStore.getState().open({ kind: 'new-bin' }))
  useAction('bin.import', () => listsInput.current?.click())
  useAction('view.theme', () => {
    const { theme, change } = stores.preferences.getState()
    const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
    change({ theme: next })
    void stores.settings.patch({ theme: next })
    stores.toasts
      .getState()
      .show({ message: `Theme: ${next === 'system' ? 'follows the system' : next}`, lifetimeMs: 2000 })
  })
  const undoable = useApp('library', (library) => library.undoable)
  const removedAt = useRef(-1)
  useEffect(() => {
    if (undoable.length > 0) removedAt.current = performance.now()
  }, [undoable])
  useAction('edit.undo', () => {
    if (canUndo && removedAt.current > stores.history.changedAt()) stores.actions.getState().run('video.undoRemove')
    else void stores.history.undo()
  })
  useAction('edit.redo', () => void stores.history.redo())
  useAction(
    'video.undoRemove',
    canUndo
      ? () => {
          void stores.library.getState().undoRemove()
          for (const toast of stores.toasts.getState().toasts) {
            if (toast.action?.label === 'Undo') stores.toasts.getState().dismiss(toast.id)
          }
        }
      : null,
  )
  const take = (input: HTMLInputElement): void => {
    const files = [...(input.files ?? [])].map((file) => ({ file, relativePath: file.webkitRelativePath || file.name }))
    // Choosing the same files again is a change too.
    input.value = ''
    void stores.imports.getState().importFiles(files)
  }
  return (
    <div hidden>
      <input
        ref={listsInput}
        type="file"
        multiple
        accept={listFileTypes}
        aria-label="Lists of editors"
        onChange={({ target }) => {
          const files = [...(target.files ?? [])]
          target.value = ''
          void stores.lists.importLists(files)
        }}
      />
      {desktop === null ? (
        <>
          <input ref={filesInput} type="file" multiple aria-label="Files" onChange={(event) => take(event.target)} />
          <input
            ref={(element) => {
              folderInput.current = element
              if (element !== null) element.webkitdirectory = true
            }}
            type="file"
            aria-label="Folder"
            onChange={(event) => take(event.target)}
          />
        </>
      ) : null}
    </div>
  )
}
