import { Check } from 'lucide-react'
import { ContextMenu, DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
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

const keysOf = (entries: readonly MenuEntry[]): readonly (readonly [string, MenuEntry])[] =>
  entries.map((entry, index) => [entry.kind === 'line' ? `line ${index}` : entry.label, entry])

/**
 * A menu at the pointer, by right click or the menu key. Not modal: a modal one would inject a style element to stop
 * scrolling, which the content security policy forbids.
 */
export const PointMenu = ({
  entries,
  children,
}: {
  readonly entries: readonly MenuEntry[]
  readonly children: ReactNode
}) => (
  <ContextMenu.Root modal={false}>
    <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
    <ContextMenu.Portal>
      <ContextMenu.Content className="menu" collisionPadding={8}>
        {keysOf(entries).map(([key, entry]) =>
          entry.kind === 'line' ? (
            <ContextMenu.Separator key={key} className="menu__line" />
          ) : entry.kind === 'choice' ? (
            <ContextMenu.CheckboxItem
              key={key}
              className="menu__item"
              checked={entry.checked}
              onSelect={entry.onSelect}
            >
              <span className="menu__check">{entry.checked ? <Check size={14} aria-hidden /> : null}</span>
              {entry.label}
            </ContextMenu.CheckboxItem>
          ) : (
            <ContextMenu.Item
              key={key}
              className="menu__item"
              data-danger={entry.danger === true}
              disabled={entry.disabled === true}
              onSelect={entry.onSelect}
            >
              {entry.label}
              {entry.keys === undefined || entry.keys === '' ? null : <span className="menu__keys">{entry.keys}</span>}
            </ContextMenu.Item>
          ),
        )}
      </ContextMenu.Content>
    </ContextMenu.Portal>
  </ContextMenu.Root>
)

/** A menu under a button. */
export const DropMenu = ({
  entries,
  children,
}: {
  readonly entries: readonly MenuEntry[]
  readonly children: ReactNode
}) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content className="menu" sideOffset={4} align="start" collisionPadding={8}>
        {keysOf(entries).map(([key, entry]) =>
          entry.kind === 'line' ? (
            <DropdownMenu.Separator key={key} className="menu__line" />
          ) : entry.kind === 'choice' ? (
            <DropdownMenu.CheckboxItem
              key={key}
              className="menu__item"
              checked={entry.checked}
              onSelect={entry.onSelect}
            >
              <span className="menu__check">{entry.checked ? <Check size={14} aria-hidden /> : null}</span>
              {entry.label}
            </DropdownMenu.CheckboxItem>
          ) : (
            <DropdownMenu.Item
              key={key}
              className="menu__item"
              data-danger={entry.danger === true}
              disabled={entry.disabled === true}
              onSelect={entry.onSelect}
            >
              {entry.label}
              {entry.keys === undefined || entry.keys === '' ? null : <span className="menu__keys">{entry.keys}</span>}
            </DropdownMenu.Item>
          ),
        )}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)
