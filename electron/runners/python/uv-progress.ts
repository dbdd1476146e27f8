/** What a line of uv's stderr says. Seen with uv 0.13: `Downloading torch (846.9MiB)`, ` Downloaded torch`, `Prepared 48 packages in 12s`. */
export type UvLine =
  | { readonly kind: 'downloading'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'downloaded'; readonly name: string }
  | { readonly kind: 'step'; readonly step: 'resolved' | 'prepared' | 'installed' | 'compiled' }

const units: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }

/** Reads one line; null for the many that say nothing of progress. */
export const parseUvLine = (line: string): UvLine | null => {
  const downloading = /^\s*Downloading (\S+) \(([\d.]+)\s?(B|KiB|MiB|GiB)\)/.exec(line)
  if (downloading !== null) {
    const [, name = '', amount = '0', unit = 'B'] = downloading
    return { kind: 'downloading', name, bytes: Math.round(Number(amount) * (units[unit] ?? 1)) }
  }
  const downloaded = /^\s*Downloaded (\S+)/.exec(line)
  if (downloaded !== null) return { kind: 'downloaded', name: downloaded[1] ?? '' }
  const step = /^\s*(?:Resolved|Prepared|Installed|Bytecode compiled) \d+ /.exec(line)
  if (step === null) return null
  const word = line.trim().split(' ')[0]
  if (word === 'Resolved') return { kind: 'step', step: 'resolved' }
  if (word === 'Prepared') return { kind: 'step', step: 'prepared' }
  return { kind: 'step', step: word === 'Installed' ? 'installed' : 'compiled' }
}

/** How far an installation is. */
export interface InstallMeter {
  readonly take: (line: UvLine) => void
  /** 0…1. Downloads count for the half; small packages, which uv does not name, are taken to be done with them. */
  readonly fraction: () => number
  readonly message: () => string
}

const shares = { resolved: 0.05, prepared: 0.55, installed: 0.6, compiled: 1 } as const
const downloadShare = 0.5

/** A meter at its start. */
export const createInstallMeter = (): InstallMeter => {
  const sizes = new Map<string, number>()
  const present = new Set<string>()
  let reached = 0
  let message = 'Looking up packages'
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`
  const bytesOf = (names: Iterable<string>): number => {
    let sum = 0
    for (const name of names) sum += sizes.get(name) ?? 0
    return sum
  }
  const describe = (): void => {
    message = `Downloading packages, ${megabytes(bytesOf(present))} of ${megabytes(bytesOf(sizes.keys()))}`
  }
  return {
    take: (line) => {
      if (line.kind === 'downloading') {
        sizes.set(line.name, line.bytes)
        describe()
      } else if (line.kind === 'downloaded') {
        present.add(line.name)
        const total = bytesOf(sizes.keys())
        if (total > 0) reached = Math.max(reached, shares.resolved + (downloadShare * bytesOf(present)) / total)
        describe()
      } else {
        reached = Math.max(reached, shares[line.step])
        if (line.step === 'prepared') message = 'Installing packages'
        if (line.step === 'installed') message = 'Compiling packages'
      }
    },
    fraction: () => Math.min(reached, 1),
    message: () => message,
  }
}
