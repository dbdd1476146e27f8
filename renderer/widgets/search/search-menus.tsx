import { Bookmark, History } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { IconButton } from '../../ui/button.tsx'
import { RecentLines, SavedLines } from './search-menu-lines.tsx'
import './search-menus.css'

/** Which menu of the search field. */
export type SearchMenu = 'saved' | 'recent'

const menus = [
  { id: 'saved', label: 'Saved searches', icon: Bookmark, Lines: SavedLines },
  { id: 'recent', label: 'Recent searches', icon: History, Lines: RecentLines },
] as const

/** Saved and recent searches, each under a button of the search field. */
export const SearchMenus = ({
  open,
  onOpen,
  onDone,
}: {
  readonly open: SearchMenu | null
  readonly onOpen: (open: SearchMenu | null) => void
  /** Gives the focus back to the field. */
  readonly onDone: () => void
}) =>
  menus.map(({ id, label, icon: Icon, Lines }) => (
    <DropdownMenu.Root key={id} open={open === id} onOpenChange={(isOpen) => onOpen(isOpen ? id : null)} modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton label={label}>
          <Icon size={15} aria-hidden />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu search-menu"
          aria-label={label}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            onDone()
          }}
        >
          <Lines />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  ))
