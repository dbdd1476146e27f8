import type { Panel } from '../../contract/index.ts'

/** A panel as it is kept. */
export interface PanelRecord extends Panel {
  /** SHA-256 of its token in hexadecimal. */
  readonly tokenHash: string
}

/** Pages of other programs that a person lets use the library. */
export interface PanelStore {
  /** By origin. */
  readonly list: () => Promise<readonly PanelRecord[]>
  /** Lets an origin in with this token; the one that it had ends. */
  readonly put: (origin: string, tokenHash: string, now: string) => Promise<PanelRecord>
  readonly delete: (id: string) => Promise<boolean>
}
