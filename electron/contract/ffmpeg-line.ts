const isWindows = (path: string): boolean => /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\')

/** An argument as a shell takes it: the shells of Windows for its paths, else those of POSIX. */
const quoted = (text: string, windows: boolean): string =>
  windows ? `"${text.replaceAll('"', '')}"` : `'${text.replaceAll("'", `'\\''`)}'`

const seconds = (timeMs: number): string => String(Number((Math.max(0, timeMs) / 1000).toFixed(3)))

/**
 * A command that copies a part of a film into a file of its own, without encoding: it begins at the key frame at or before
 * `startMs`. Times are film time in ms; the new file lies in the folder where the command is run, and replaces none.
 */
export const ffmpegLine = (
  path: string,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): string => {
  const windows = isWindows(path)
  const name = path.split(windows ? /[\\/]/ : '/').at(-1) ?? 'clip'
  const [, stem = name, ending = ''] = /^(.+?)(\.[^.]{1,8})?$/s.exec(name) ?? []
  const output = `${windows ? '.\\' : './'}${stem} ${seconds(startMs)}-${seconds(endMs)}${ending}`
  return [
    'ffmpeg -n',
    ...['-ss', seconds(startMs), '-i', quoted(path, windows), '-t', seconds(endMs - startMs)],
    ...['-map 0:v -map 0:a? -c copy -avoid_negative_ts make_zero', quoted(output, windows)],
  ].join(' ')
}
