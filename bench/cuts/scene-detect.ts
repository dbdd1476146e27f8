import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const version = '0.7.2'

const script = `
import json, sys
from scenedetect import AdaptiveDetector, ContentDetector, detect
for path in sys.argv[1:]:
    cuts = {name: [scene[0].frame_num for scene in detect(path, make())][1:]
            for name, make in (("content", ContentDetector), ("adaptive", AdaptiveDetector))}
    print(json.dumps({"path": path, **cuts}), flush=True)
`

/** Cuts of one film by PySceneDetect itself, with its defaults. */
export interface SceneDetectCuts {
  readonly path: string
  readonly content: readonly number[]
  readonly adaptive: readonly number[]
}

/** A Python environment of its own with PySceneDetect; resolves to its interpreter, or to why there is none. */
const prepare = async (cache: string): Promise<{ readonly python: string } | { readonly reason: string }> => {
  const folder = path.join(cache, 'bench-python')
  const bin = process.platform === 'win32' ? 'Scripts' : 'bin'
  const python = path.join(folder, bin, 'python')
  const isReady = async (): Promise<boolean> =>
    existsSync(python) &&
    (await run(python, ['-c', 'import scenedetect; print(scenedetect.__version__)']).then(
      ({ stdout }) => stdout.trim() === version,
      () => false,
    ))
  if (await isReady()) return { python }
  await mkdir(cache, { recursive: true })
  const packages = [`scenedetect==${version}`, 'opencv-python-headless']
  try {
    const uv = await run('uv', ['--version']).then(
      () => true,
      () => false,
    )
    if (uv) {
      await run('uv', ['venv', '--quiet', folder])
      await run('uv', ['pip', 'install', '--quiet', '--python', python, ...packages])
    } else {
      await run('python3', ['-m', 'venv', folder])
      await run(python, ['-m', 'pip', 'install', '--quiet', ...packages])
    }
  } catch (cause) {
    return { reason: cause instanceof Error ? (cause.message.split('\n')[0] ?? 'unknown') : 'unknown' }
  }
  return (await isReady()) ? { python } : { reason: `scenedetect ${version} does not start` }
}

/** Runs PySceneDetect on the films; a string says why that is not possible here. */
export const runSceneDetect = async (
  films: readonly string[],
  cache: string,
): Promise<readonly SceneDetectCuts[] | string> => {
  const prepared = await prepare(cache)
  if ('reason' in prepared) return prepared.reason
  const file = path.join(cache, 'scene-detect.py')
  await writeFile(file, script)
  const { stdout } = await run(prepared.python, [file, ...films], { maxBuffer: 1 << 24 })
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as SceneDetectCuts)
}
