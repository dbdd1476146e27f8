import type { ExportedVectors, StoreOpening } from '../../domain/ports/index.ts'
import type { BackupOutcome } from './backups.ts'
import type { StoreFailure } from './store-failure.ts'

/** What the worker is started with: serve the library, or read it for one file or two and end. */
export type WorkerTask = { readonly libraryPath: string } & (
  | {
      readonly task: 'serve'
      /** The lock of an earlier process was found: it did not stop cleanly. */
      readonly afterUncleanStop: boolean
      /** Something read damage from it before. */
      readonly suspected: boolean
    }
  | { readonly task: 'back-up' }
  /** Checks all of the database and its indexes. */
  | { readonly task: 'check' }
  | { readonly task: 'export'; readonly spaceId: string; readonly folder: string }
)

/** A call of one port method, or what concerns the database as a whole. */
export type Call =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly group: string
      readonly method: string
      readonly parameters: readonly unknown[]
    }
  /** How much has changed: answers `StoreActivity`. */
  | { readonly kind: 'activity'; readonly id: number }
  /** A backup holds everything up to this many changes. */
  | { readonly kind: 'backed-up'; readonly id: number; readonly path: string; readonly changes: number }
  /** All was checked on another thread: what was found. Answers whether it is a damage that has to be told. */
  | { readonly kind: 'checked'; readonly id: number; readonly problems: readonly string[] }
  | { readonly kind: 'close'; readonly id: number }

/** How much the library holds and how much of that is in no backup. */
export interface StoreActivity {
  readonly videos: number
  /** Rows changed since the library was opened. */
  readonly changes: number
  readonly isBackedUp: boolean
}

/** What the worker answers. `opened`, `refused`, `backed-up`, `check-ended` and `exported` come at most once, before everything else. */
export type RpcAnswer =
  | { readonly kind: 'opened'; readonly opening: StoreOpening }
  | { readonly kind: 'refused'; readonly failure: StoreFailure }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: StoreFailure; readonly stack: string }
  | { readonly kind: 'backed-up'; readonly outcome: BackupOutcome }
  | { readonly kind: 'check-ended'; readonly problems: readonly string[] }
  | { readonly kind: 'damage-found' }
  | { readonly kind: 'exported'; readonly exported: ExportedVectors | null }
