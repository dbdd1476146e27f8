const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** Bytes in decimal units with three significant digits, as disks are sold: `605 MB`. */
export const formatBytes = (bytes: number): string => {
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`
}

const pad = (value: number): string => String(value).padStart(2, '0')

/** Length of a video as `1:23:45` or `4:07`; below a minute still `0:07`. Rounded down to whole seconds. */
export const formatLength = (ms: number): string => {
  const seconds = Math.floor(Math.max(0, ms) / 1000)
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`
}

/** Time left in words that do not pretend to precision: `5 s`, `3 min`, `1 h 20 min`. */
export const formatTimeLeft = (ms: number): string => {
  const seconds = Math.ceil(Math.max(0, ms) / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Speed against real time: `8.2×`; nothing while it is unknown or too low to mean anything, as when work begins. */
export const formatSpeed = (speed: number | undefined): string =>
  speed === undefined || speed < 0.1 ? '' : `${speed >= 99.5 ? Math.round(speed) : speed.toFixed(1)}×`

/** Share of one, as whole per cent; never 100 % before the end. */
export const formatPercent = (fraction: number): string =>
  `${fraction >= 1 ? 100 : Math.min(99, Math.floor(Math.max(0, fraction) * 100))} %`

/** Frames a second, as far as they differ: `25`, `29.97`, `23.976`. */
export const formatRate = ({ num, den }: { readonly num: number; readonly den: number }): string =>
  String(Number((num / den).toFixed(3)))

/** A count with its noun: `1 scene`, `9,312 scenes`. */
export const formatCount = (count: number, noun: string): string =>
  `${count.toLocaleString()} ${count === 1 ? noun : `${noun}s`}`

/** Last part of a path of any system. */
export const fileNameOf = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== '') ?? path
