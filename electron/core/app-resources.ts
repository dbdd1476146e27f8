import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the parts of the app lie that are no code of this process. */
export interface AppResources {
  /** `resources/models.json`. */
  readonly registry: string
  /** Which encoder loads the models of which type: `resources/architectures.json`, read by the Python side too. */
  readonly architectures: string
  /** Background queries: `resources/search-background.json`. */
  readonly searchBackground: string
  /** The app's icon: `resources/icon.png`. */
  readonly icon: string
  /** Folder of the models that come with the app. */
  readonly demoModels: string
  /** The Python side. */
  readonly nativeRunners: string
  /** uv when it comes with the app. */
  readonly bundledUv: string | null
  /** A checkout keeps its Python environment beside the sources. */
  readonly isCheckout: boolean
}

const marker = join('native-runners', 'requirements.txt')

/** The nearest folder above this file that has the Python side: from sources and from `dist` of a checkout. */
const rootAbove = (folder: string): string => {
  if (existsSync(join(folder, marker)) || dirname(folder) === folder) return folder
  return rootAbove(dirname(folder))
}

/** The resources in `root`, which a packaged app names; else those of the checkout that this code belongs to. */
export const appResources = (root?: string): AppResources => {
  const folder = root ?? rootAbove(dirname(fileURLToPath(import.meta.url)))
  const uv = join(folder, 'uv', process.platform === 'win32' ? 'uv.exe' : 'uv')
  return {
    registry: join(folder, 'resources', 'models.json'),
    architectures: join(folder, 'resources', 'architectures.json'),
    searchBackground: join(folder, 'resources', 'search-background.json'),
    icon: join(folder, 'resources', 'icon.png'),
    demoModels: join(folder, 'resources', 'demo-models'),
    nativeRunners: join(folder, 'native-runners'),
    bundledUv: existsSync(uv) ? uv : null,
    isCheckout: root === undefined && existsSync(join(folder, 'package.json')),
  }
}
