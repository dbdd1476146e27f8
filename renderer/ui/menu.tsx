import { Check } from 'lucide-react'
import { ContextMenu, DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { useLayer } from './sheet.tsx'
import './menu.css'

/** One line of a menu. */
export type MenuEntry =
  | {
      readonly kind: 'item'
      readonly label: string
      readonly keys?: string
      readonly disabled?: boolean
      readonly danger?: boolean
      readonly onSelect: () => void
    }
  | { readonly kind: 'choice'; readonly label: string; readonly checked: boolean; readonly onSelect: () => void }
  | { readonly kind: 'line' }

/** What a menu's lines are made of: the menu at the pointer and the one under a button have their own. */
type MenuParts = Pick<typeof ContextMenu | typeof DropdownMenu, 'Item' | 'CheckboxItem' | 'Separator'>

const MenuLine = ({
  entry,
  parts: { Item, CheckboxItem, Separator },
}: {
  readonly entry: MenuEntry
  readonly parts: MenuParts
}) => {
  switch (entry.kind) {
    case 'line':
      return <Separator className="menu__line" />
    case 'choice':
      return (
        <CheckboxItem className="menu__item" checked={entry.checked} onSelect={entry.onSelect}>
          <span className="menu__check">{entry.checked ? <Check size={14} aria-hidden /> : null}</span>
          {entry.label}
        </CheckboxItem>
      )
    case 'item':
      return (
        <Item
          className="menu__item"
          data-danger={entry.danger === true}
          disabled={entry.disabled === true}
          onSelect={entry.onSelect}
        >
          {entry.label}
          {entry.keys === undefined || entry.keys === '' ? null : <span className="menu__keys">{entry.keys}</span>}
        </Item>
      )
  }
}

const linesOf = (entries: readonly MenuEntry[], parts: MenuParts): readonly ReactNode[] =>
  entries.map((entry, index) => (
    <MenuLine key={entry.kind === 'line' ? `line ${index}` : entry.label} entry={entry} parts={parts} />
  ))

interface MenuProps {
  readonly entries: readonly MenuEntry[]
  readonly children: ReactNode
}

/**
 * A menu at the pointer, by right click or the menu key. Not modal: a modal one would inject a style element to stop
 * scrolling, which the content security policy forbids.
 */
export const PointMenu = ({ entries, children }: MenuProps) => (
  <ContextMenu.Root modal={false}>
    <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
    <ContextMenu.Portal container={useLayer()}>
      <ContextMenu.Content className="menu" collisionPadding={8}>
        {linesOf(entries, ContextMenu)}
      </ContextMenu.Content>
    </ContextMenu.Portal>
  </ContextMenu.Root>
)

/** A menu under a button, lined up with its left edge unless said otherwise. */
export const DropMenu = ({ entries, children, align = 'start' }: MenuProps & { readonly align?: 'start' | 'end' }) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
    <DropdownMenu.Portal container={useLayer()}>
      <DropdownMenu.Content className="menu" sideOffset={4} align={align} collisionPadding={8}>
        {linesOf(entries, DropdownMenu)}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)
