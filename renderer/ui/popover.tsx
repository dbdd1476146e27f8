import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import './popover.css'

/** What a popover points at, when it is not its trigger. */
export interface PopoverAnchor {
  readonly getBoundingClientRect: () => DOMRect
}

/**
 * A small box beside a button, or beside `anchor`. Not modal, so that it injects no styles. Escape and a press elsewhere
 * close it; the focus goes back to the trigger, or wherever `onClosed` puts it.
 */
export const Popover = ({
  label,
  open,
  onOpen,
  trigger,
  anchor,
  side = 'bottom',
  align = 'start',
  onClosed,
  children,
}: {
  /** Name for screen readers. */
  readonly label: string
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  readonly trigger?: ReactNode
  readonly anchor?: PopoverAnchor
  readonly side?: 'bottom' | 'right'
  readonly align?: 'start' | 'center' | 'end'
  readonly onClosed?: () => void
  readonly children: ReactNode
}) => (
  <Radix.Root open={open} onOpenChange={onOpen} modal={false}>
    {trigger === undefined ? null : <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
    {anchor === undefined ? null : <Radix.Anchor virtualRef={{ current: anchor }} />}
    <Radix.Portal>
      <Radix.Content
        className="popover"
        aria-label={label}
        side={side}
        align={align}
        sideOffset={6}
        collisionPadding={8}
        {...(onClosed === undefined
          ? {}
          : {
              onCloseAutoFocus: (event: Event) => {
                event.preventDefault()
                onClosed()
              },
            })}
      >
        {children}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
)
