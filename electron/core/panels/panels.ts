import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { CreatedPanel, CreatePanel, Panel } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { PanelRecord, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { notFound } from '../failures.ts'

/** Pages of other programs that a person lets use the library, each with a token of its own. */
export interface Panels {
  readonly list: () => Promise<readonly Panel[]>
  readonly create: (input: CreatePanel) => Promise<CreatedPanel>
  readonly delete: (id: string) => Promise<Result<null, ApiFailure>>
  /** Whether pages of this origin are let in with a token. */
  readonly knows: (origin: string) => Promise<boolean>
  /** Whether the token is the one of this origin. */
  readonly accepts: (origin: string, token: string) => Promise<boolean>
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const present = ({ id, origin, createdAt }: PanelRecord): Panel => ({ id, origin, createdAt })

/** The panels of one library. */
export const createPanels = ({ panels }: Pick<StorePort, 'panels'>): Panels => {
  const recordOf = async (origin: string): Promise<PanelRecord | undefined> =>
    (await panels.list()).find((panel) => panel.origin === origin)
  return {
    list: async () => (await panels.list()).map(present),
    create: async ({ origin }) => {
      const token = randomBytes(32).toString('base64url')
      return { ...present(await panels.put(origin, hashOf(token), new Date().toISOString())), token }
    },
    delete: async (id) => ((await panels.delete(id)) ? ok(null) : notFound('panel')),
    knows: async (origin) => (await recordOf(origin)) !== undefined,
    accepts: async (origin, token) => {
      const record = await recordOf(origin)
      return record !== undefined && timingSafeEqual(Buffer.from(record.tokenHash), Buffer.from(hashOf(token)))
    },
  }
}
