import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Toast } from '../stores/toast-store.ts'
import { useApp, useStores } from '../stores/use-stores.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import './toasts.css'

const ToastRow = ({ toast, onDismiss }: { readonly toast: Toast; readonly onDismiss: () => void }) => {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held || toast.lifetimeMs === null) return
    const timer = setTimeout(onDismiss, toast.lifetimeMs)
    return () => clearTimeout(timer)
  }, [held, onDismiss, toast.lifetimeMs])
  return (
    <li
      className="toast"
      data-tone={toast.tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className="toast__words">
        <p className="toast__message">
          {toast.message}
          {toast.count < 2 || toast.group !== undefined ? null : (
            <span className="toast__count tabular">
              <span aria-hidden>×</span> {toast.count}
              <span className="visually-hidden"> times</span>
            </span>
          )}
        </p>
        {toast.detail === undefined || toast.detail === '' ? null : <p className="toast__detail">{toast.detail}</p>}
      </div>
      {toast.action === undefined ? null : (
        <Button
          onClick={() => {
            toast.action?.run()
            onDismiss()
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton label="Dismiss" onClick={onDismiss}>
        <X size={14} aria-hidden />
      </IconButton>
    </li>
  )
}

/** Notices that come and go; they stay while the pointer or the focus is on them. */
export const Toasts = () => {
  const { toasts } = useStores()
  const rows = useApp('toasts', (state) => state.toasts)
  return (
    <section aria-label="Notices" aria-live="polite" className="toasts-area">
      <ol className="toasts">
        {rows.map((toast) => (
          <ToastRow key={toast.id} toast={toast} onDismiss={() => toasts.getState().dismiss(toast.id)} />
        ))}
      </ol>
    </section>
  )
}
