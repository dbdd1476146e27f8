import type { ExportedVectors, StoreOpening } from '../domain/ports/index.ts'
import type { StoreFailure } from './store-failure.ts'

/** What the worker is started with: serve the library, or read it for one file or two and end. */
export type WorkerTask = { readonly libraryPath: string } & (
  | {
      readonly task: 'serve'
      /** The lock of an earlier process was found: it did not stop cleanly. */
      readonly afterUncleanStop: boolean
    }
  | { readonly task: 'back-up' }
  | { readonly task: 'export'; readonly spaceId: string; readonly folder: string }
)

/** A call of one port method, or the order to close, with a last backup when one is due. */
export type Call =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly group: string
      readonly method: string
      readonly parameters: readonly unknown[]
    }
  | { readonly kind: 'close'; readonly id: number; readonly backUp: boolean }

/** What the worker answers. `opened`, `refused`, `backed-up` and `exported` come at most once, before everything else. */
export type Answer =
  | { readonly kind: 'opened'; readonly opening: StoreOpening }
  | { readonly kind: 'refused'; readonly failure: StoreFailure }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: StoreFailure; readonly stack: string }
  | { readonly kind: 'backed-up'; readonly path: string | null }
  | { readonly kind: 'exported'; readonly exported: ExportedVectors | null }
