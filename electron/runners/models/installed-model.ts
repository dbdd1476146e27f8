import type { ModelEntry } from '../../contract/index.ts'
import type { Manifest } from './manifest.ts'

/** A model whose files are here, ready to be loaded. */
export interface InstalledModel {
  readonly id: string
  readonly title: string
  readonly task: ModelEntry['task']
  readonly modality: ModelEntry['modality']
  readonly spaceKind: ModelEntry['spaceKind']
  readonly revision: string
  /** Folder of its files. */
  readonly folder: string
  readonly encoder: ModelEntry['encoder']
  readonly prompts: ModelEntry['prompts']
  readonly memoryBytes: number
  /** Null of a model that makes no vectors. */
  readonly dimension: number | null
  readonly runsFolderCode: boolean
  readonly consentToRunCode: boolean
  readonly licence: Manifest['licence']
  /** As they were installed; none of a model that comes with the app. */
  readonly files: Manifest['files']
  readonly sizeBytes: number
  /** Comes with the app: its files are never written or removed. */
  readonly bundled: boolean
}

/** The model that a manifest in this folder describes. */
export const installedFromManifest = (manifest: Manifest, folder: string): InstalledModel => ({
  ...manifest,
  folder,
  sizeBytes: manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0),
  bundled: false,
})
