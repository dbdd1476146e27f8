import { Button } from './button.tsx'
import { DropMenu, type MenuEntry } from './menu.tsx'
import { Popover } from './popover.tsx'

const stay = (): void => undefined
const entries: readonly MenuEntry[] = [
  { kind: 'item', label: 'Open', keys: 'Enter', onSelect: stay },
  { kind: 'item', label: 'Locate…', disabled: true, onSelect: stay },
  { kind: 'choice', label: 'Date added', checked: true, onSelect: stay },
  { kind: 'line' },
  { kind: 'item', label: 'Remove', danger: true, onSelect: stay },
]

export const Menu = () => (
  <DropMenu entries={entries}>
    <Button>Import</Button>
  </DropMenu>
)

export const OpenPopover = () => (
  <Popover label="Length" open onOpen={stay} trigger={<Button>Length</Button>}>
    <p>From 0 to 20 seconds</p>
    <Button>Clear</Button>
  </Popover>
)
