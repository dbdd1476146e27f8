import { startCompiled } from '../start-compiled.ts'

await startCompiled(() => import('./command-line.ts'))
