/** Where systems put drives, with the name of the drive as the first group. */
const mountPoints = [
  /^\/Volumes\/([^/]+)/,
  /^\/(?:run\/)?media\/[^/]+\/([^/]+)/,
  /^\/mnt\/([^/]+)/,
  /^\\\\([^\\]+\\[^\\]+)/,
  /^([A-Za-z]:)[\\/]/,
]

/**
 * The name of the drive or network share that a path lies on, as its system shows it: `Archive` of `/Volumes/Archive/a.mov`,
 * `E:` of `E:\a.mov`; null for a path on the system's own disk.
 */
export const volumeName = (path: string): string | null => {
  for (const pattern of mountPoints) {
    const [, name] = pattern.exec(path) ?? []
    if (name !== undefined) return name
  }
  return null
}
