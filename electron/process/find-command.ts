import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * Absolute path of an executable: a path is taken as it is, a bare name is looked up in `PATH`
 * (with `.exe` on Windows). Null when there is none.
 */
export const findCommand = (
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string | null => {
  const suffixes = platform === 'win32' && !/\.(exe|com)$/i.test(command) ? ['.exe', ''] : ['']
  const hasFolder = command.includes('/') || (platform === 'win32' && command.includes('\\'))
  const pathVariable = Object.entries(environment).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? ''
  const folders = hasFolder || isAbsolute(command) ? [''] : pathVariable.split(delimiter).filter((folder) => folder)
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const candidate = resolve(folder === '' ? command + suffix : join(folder, command + suffix))
      if (isExecutable(candidate)) return candidate
    }
  }
  return null
}
