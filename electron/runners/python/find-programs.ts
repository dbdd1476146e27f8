import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findCommand } from '../../process/find-command.ts'
import { runStep, type SetupStep } from './run-step.ts'

/** Newer ones do not change what we use: venv, pip install, compile-bytecode, torch-backend, relocatable. */
const uvRequirement = 'uv>=0.9,<1'
const oldestMinor = 10
const quickMs = 30_000
const bringMs = 5 * 60_000

/** What looking for programs needs. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string>>
  readonly ambient: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

const answers = async (
  surroundings: Surroundings,
  command: string,
  args: SetupStep['args'],
): Promise<string | null> => {
  const end = await runStep({
    command,
    args,
    env: surroundings.env,
    signal: surroundings.signal,
    wallClockMs: quickMs,
    noProgressMs: quickMs,
  })
  return end.ok && end.value.code === 0 ? end.value.stdout.trim() : null
}

/** An interpreter of the system, 3.10 or newer, or null. */
export const findPython = async (surroundings: Surroundings): Promise<string | null> => {
  for (const name of ['python3', 'python', 'py']) {
    const path = findCommand(name, surroundings.ambient)
    if (path === null) continue
    const version = await answers(surroundings, path, ['-c', 'import sys; print(*sys.version_info[:2])'])
    const [major, minor] = (version ?? '').split(' ').map(Number)
    if (major === 3 && minor !== undefined && minor >= oldestMinor) return path
  }
  return null
}

/** Whether an NVIDIA GPU answers. */
export const hasNvidiaGpu = async (surroundings: Surroundings): Promise<boolean> => {
  const path = findCommand('nvidia-smi', surroundings.ambient)
  return path !== null && /^GPU \d/m.test((await answers(surroundings, path, ['-L'])) ?? '')
}

const executable = process.platform === 'win32' ? 'uv.exe' : 'uv'

/** uv: the bundled one, one on the PATH, one that was brought before, else brought now by the system's pip; null when none can be had. */
export const findUv = async (
  surroundings: Surroundings,
  places: { readonly bundled: string | null; readonly cache: string },
): Promise<string | null> => {
  const brought = join(places.cache, 'uv', 'bin', executable)
  for (const candidate of [places.bundled, 'uv', brought]) {
    const path = candidate === null ? null : findCommand(candidate, surroundings.ambient)
    if (path !== null && (await answers(surroundings, path, ['--version'])) !== null) return path
  }
  const python = await findPython(surroundings)
  if (python === null) return null
  await mkdir(join(places.cache, 'uv'), { recursive: true })
  // A folder of its own: the system's packages stay as they are, which PEP 668 asks for.
  const args = ['-m', 'pip', 'install', '--quiet', '--no-input', '--upgrade', '--target', join(places.cache, 'uv')]
  const end = await runStep({
    command: python,
    args: [...args, uvRequirement],
    env: surroundings.env,
    signal: surroundings.signal,
    wallClockMs: bringMs,
    noProgressMs: bringMs,
  })
  if (!end.ok || end.value.code !== 0) return null
  return findCommand(brought, surroundings.ambient)
}
