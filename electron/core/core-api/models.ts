import type {
  ImportModel,
  Model,
  PatchPreferences,
  PatchSettings,
  Runtime,
  SavedPreferences,
  Settings,
} from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { Result } from '../../domain/result.ts'

/** How the library is worked with. */
export interface CoreSettings {
  readonly get: () => Promise<Settings>
  readonly patch: (patch: PatchSettings) => Promise<Settings>
}

/** What people set about the look of the app. */
export interface CorePreferences {
  readonly get: () => Promise<SavedPreferences>
  readonly patch: (patch: PatchPreferences) => Promise<SavedPreferences>
}

/** Models that embed, read, listen and find faces. */
export interface CoreModels {
  readonly list: () => Promise<readonly Model[]>
  readonly install: (id: string) => Promise<Result<Model, ApiFailure>>
  readonly import: (id: string, input: ImportModel) => Promise<Result<Model, ApiFailure>>
  readonly remove: (id: string) => Promise<Result<Model, ApiFailure>>
  readonly activate: (id: string) => Promise<Result<Model, ApiFailure>>
  readonly deactivate: (id: string) => Promise<Result<Model, ApiFailure>>
  readonly cancel: (id: string) => Promise<Result<Model, ApiFailure>>
  readonly restart: (id: string) => Promise<Result<Model, ApiFailure>>
}

/** Python and what it needs. */
export interface CoreRuntime {
  readonly get: () => Promise<Runtime>
  readonly install: () => Promise<Result<Runtime, ApiFailure>>
  readonly cancel: () => Promise<Result<Runtime, ApiFailure>>
}
