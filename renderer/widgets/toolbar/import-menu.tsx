import { Plus } from 'lucide-react'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'

/** Ways to bring videos in. */
export const ImportMenu = () => {
  const { actions } = useStores()
  const run = (id: 'import.files' | 'import.folder' | 'import.paths' | 'import.watch' | 'import.problems') => () => {
    actions.getState().run(id)
  }
  return (
    <DropMenu
      entries={[
        { kind: 'item', label: 'Files…', keys: shownShortcut('import.files'), onSelect: run('import.files') },
        { kind: 'item', label: 'Folder…', keys: shownShortcut('import.folder'), onSelect: run('import.folder') },
        { kind: 'item', label: 'By path…', onSelect: run('import.paths') },
        { kind: 'item', label: 'Watch a folder…', onSelect: run('import.watch') },
        { kind: 'line' },
        { kind: 'item', label: 'Needs you…', onSelect: run('import.problems') },
      ]}
    >
      <Button>
        <Plus size={14} aria-hidden />
        Import
      </Button>
    </DropMenu>
  )
}
