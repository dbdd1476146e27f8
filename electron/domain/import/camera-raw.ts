import type { Failure } from '../../contract/index.ts'
import { originalCandidates } from './camera-proxy.ts'
import { stemOf } from './file-names.ts'

/** Files that stand for the same take by their names: a folder, relative to the one that is asked for, and what fits there. */
export interface TakePlace {
  readonly folder: string
  readonly fits: (name: string) => boolean
}

/** RED cameras cut a take into files `A001_C001_0101AB_001.R3D`, `…_002.R3D`; its proxy has the name without the number. */
const redPart = /_0\d\d$/
const plain = (name: string): string => stemOf(name).toLowerCase()
const takeOfRaw = (name: string): readonly string[] => [plain(name), plain(name).replace(redPart, '')]
const takeOfProxy = (name: string): string => plain(name).replace(/[ ._-]+proxy$/, '')

/** Where the camera RAW file may be that a film is a proxy of: beside it, or where originals of proxies lie. */
export const rawPlaces = (name: string, folderName: string): readonly TakePlace[] => {
  const fits = (raw: string): boolean => takeOfRaw(raw).includes(takeOfProxy(name))
  const elsewhere = originalCandidates(name, folderName).map(({ folder }) => folder)
  return [...new Set(['.', ...elsewhere])].map((folder) => ({ folder, fits }))
}

/** Where a film may be that is a proxy of a camera RAW file: beside it, or in a folder for proxies. */
export const rawProxyPlaces = (name: string): readonly TakePlace[] => {
  const fits = (film: string): boolean => takeOfRaw(name).includes(takeOfProxy(film))
  return ['.', 'Proxy', 'Proxies', '../Proxy', '../Proxies'].map((folder) => ({ folder, fits }))
}

/** Why a camera RAW file alone is refused, and what helps. `format`: its extension in capitals. */
export const cameraRaw = (format: string): Failure => ({
  code: 'camera_raw',
  message: `It is camera RAW (${format}), which only programs of the camera's maker can read.`,
  remedy:
    'Let such a program, or your editor, write a proxy as MP4 or MOV under the same name, beside it or in a folder “Proxy”, and import the folder again. Lists for editors then name the RAW file.',
})
