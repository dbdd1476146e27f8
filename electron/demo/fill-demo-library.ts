import { dirname, join } from 'node:path'
import type { DemoLibrary } from '../core/core-api.ts'
import { buildDemoClips } from './build-demo-clips.ts'

/**
 * Builds the demo clips beside the library (those that are there are left as they are) and imports each as soon as it is
 * there. Never rejects: a demo without clips is still a library.
 */
export const fillDemoLibrary = async (parts: DemoLibrary): Promise<void> => {
  const { signal, log } = parts
  try {
    const folder = join(dirname(parts.libraryPath), 'Clips')
    log('info', `building the demo clips in ${folder}`)
    const paths = await buildDemoClips(folder, {
      ffmpegPath: parts.ffmpegPath,
      signal,
      onProgress: ({ done, total }) => parts.onProgress({ clip: Math.min(total, done + 1), clips: total }),
    })
    parts.onProgress(null)
    const items = await parts.imports(paths, signal)
    log('info', `the demo library has ${items.length} clips`)
  } catch (cause) {
    parts.onProgress(null)
    if (!signal.aborted) log('warn', `the demo library could not be filled: ${String(cause)}`)
  }
}
