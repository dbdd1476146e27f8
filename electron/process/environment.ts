/**
 * Variables that a child process may see. All others are left out: `FFREPORT` writes files, `LD_PRELOAD` loads code,
 * and proxies and tokens are secrets.
 */
const allowedVariables: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TMPDIR',
  'TMP',
  'TEMP',
  'TZ',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
])

/** The allowed part of `ambient` plus `extra`. Names compare without case, as Windows has `Path` and `SystemRoot`. */
export const scrubbedEnvironment = (
  ambient: Readonly<Record<string, string | undefined>>,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> => {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(ambient)) {
    if (value !== undefined && allowedVariables.has(name.toUpperCase())) environment[name] = value
  }
  return { ...environment, ...extra }
}
