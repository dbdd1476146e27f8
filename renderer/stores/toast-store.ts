import { createStore } from 'zustand/vanilla'
import { type ClientError, describeClientError } from '../client/client-error.ts'

/** A short notice at the top of the stage, with at most one thing to do about it. */
export interface Toast {
  readonly id: number
  readonly tone: 'plain' | 'problem'
  readonly message: string
  readonly detail?: string
  readonly action?: { readonly label: string; readonly run: () => void }
  /** When it goes by itself; null: when the person closes it. */
  readonly lifetimeMs: number | null
  /** How many times the same, or something of its group, was told while it was on show. */
  readonly count: number
  /** Notices of one group are one notice: the newest, in the place of the one before. */
  readonly group?: {
    readonly id: string
    /** Its detail from the second one on. */
    readonly several: (count: number) => string
  }
}

/** What a caller says of a toast. */
export type ToastInput = Omit<Toast, 'id' | 'lifetimeMs' | 'tone' | 'count'> & {
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

const lifetimeOf = ({ tone, action, lifetimeMs }: ToastInput): number | null =>
  tone === 'problem' ? null : (lifetimeMs ?? (action === undefined ? 5000 : 10_000))

const isSame = (toast: Toast, { tone = 'plain', message, detail, action, group }: ToastInput): boolean =>
  (group !== undefined && toast.group?.id === group.id) ||
  (toast.tone === tone && toast.message === message && toast.detail === detail && toast.action?.label === action?.label)

/** Makes the toast store. What is told again while it is on show is counted; problems stay until they are closed. */
export const createToastStore = () => {
  let nextId = 1
  return createStore<ToastState>()((set, get) => ({
    toasts: [],
    show: (input) => {
      const before = get().toasts.find((toast) => isSame(toast, input))
      const isGrouped = before !== undefined && input.group !== undefined
      const id = isGrouped ? before.id : nextId++
      const toast: Toast = {
        ...input,
        ...(isGrouped && input.group !== undefined ? { detail: input.group.several(before.count + 1) } : {}),
        id,
        tone: input.tone ?? 'plain',
        lifetimeMs: lifetimeOf(input),
        count: (before?.count ?? 0) + 1,
      }
      set(({ toasts }) => {
        const others = toasts.filter((other) => other !== before)
        // What goes by itself makes room before what a person has to close.
        const goes =
          others.length < maxToasts ? undefined : (others.find((other) => other.tone === 'plain') ?? others[0])
        return { toasts: [...others.filter((other) => other !== goes), toast] }
      })
      return id
    },
    dismiss: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
  }))
}
