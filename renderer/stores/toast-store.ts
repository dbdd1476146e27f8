import { createStore } from 'zustand/vanilla'
import { type ClientError, describeClientError } from '../client/client-error.ts'

/** A short notice above the status bar, with at most one thing to do about it. */
export interface Toast {
  readonly id: number
  readonly tone: 'plain' | 'problem'
  readonly message: string
  readonly detail?: string
  readonly action?: { readonly label: string; readonly run: () => void }
  readonly lifetimeMs: number
}

/** What a caller says of a toast. */
export type ToastInput = Omit<Toast, 'id' | 'lifetimeMs' | 'tone'> & {
  readonly tone?: Toast['tone']
  readonly lifetimeMs?: number
}

/** Notices on show, oldest first. */
export interface ToastState {
  readonly toasts: readonly Toast[]
  readonly show: (toast: ToastInput) => number
  readonly dismiss: (id: number) => void
}

const maxToasts = 3

/** Tells why the core did not do what was asked of it. */
export const showFailure = (toasts: Pick<ToastState, 'show'>, error: ClientError): void => {
  const { message, remedy } = describeClientError(error)
  toasts.show({ tone: 'problem', message, detail: remedy })
}

/** Makes the toast store. */
export const createToastStore = () => {
  let nextId = 1
  return createStore<ToastState>()((set) => ({
    toasts: [],
    show: (input) => {
      const id = nextId++
      const toast: Toast = {
        ...input,
        id,
        tone: input.tone ?? 'plain',
        lifetimeMs: input.lifetimeMs ?? (input.action === undefined ? 5000 : 10_000),
      }
      set((state) => ({ toasts: [...state.toasts, toast].slice(-maxToasts) }))
      return id
    },
    dismiss: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
  }))
}
