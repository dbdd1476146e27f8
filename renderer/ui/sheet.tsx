import { X } from 'lucide-react'
import { createContext, type ReactNode, use, useId, useLayoutEffect, useRef, useState } from 'react'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import './sheet.css'

const SheetContext = createContext<HTMLElement | null>(null)

/** Where menus are drawn: in the sheet around, which lies above everything outside of it; null in the page itself. */
export const useLayer = (): HTMLElement | null => use(SheetContext)

/**
 * A sheet above the page. It is the browser's own modal dialog: it keeps the focus inside, gives it back when it closes,
 * closes on Escape and needs no injected styles, which the content security policy forbids. The element marked
 * `data-autofocus` gets the focus first.
 */
export const Sheet = ({
  title,
  size = 'medium',
  bare = false,
  onClose,
  children,
  footer,
}: {
  readonly title: string
  readonly size?: 'small' | 'medium' | 'large' | 'full'
  /** Without the header; the title is still read out. */
  readonly bare?: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  readonly footer?: ReactNode
}) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const [layer, setLayer] = useState<HTMLElement | null>(null)
  const titleId = useId()
  // A layout effect: the dialog must close, and so give the focus back, before it leaves the document.
  useLayoutEffect(() => {
    const element = dialog.current
    if (element !== null && !element.open) {
      element.showModal()
      element.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    }
    setLayer(element)
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className={classNames('sheet', `sheet--${size}`, bare && 'sheet--bare')}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose()
      }}
    >
      <div className="sheet__box">
        {bare ? (
          <h2 id={titleId} className="visually-hidden">
            {title}
          </h2>
        ) : (
          <header className="sheet__header">
            <h2 id={titleId}>{title}</h2>
            <IconButton label="Close" keys="Esc" onClick={onClose}>
              <X size={16} aria-hidden />
            </IconButton>
          </header>
        )}
        <div className="sheet__body" tabIndex={bare ? -1 : 0}>
          <SheetContext value={layer}>{children}</SheetContext>
        </div>
        {footer === undefined ? null : <footer className="sheet__footer">{footer}</footer>}
      </div>
    </dialog>
  )
}
