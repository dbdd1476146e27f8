const kibibyte = 1024

const field = (status: string, name: string): number | null => {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  return found === undefined ? null : Number(found) * kibibyte
}

/**
 * Bytes that a process holds by its `/proc/<pid>/status`: anonymous and shared memory, resident or swapped out. Pages of
 * files that it maps (the weights of a model) do not count, since the system can drop them. 0 for a zombie.
 */
export const parseProcStatus = (status: string): number => {
  const anonymous = field(status, 'RssAnon')
  const resident = anonymous === null ? field(status, 'VmRSS') : anonymous + (field(status, 'RssShmem') ?? 0)
  return (resident ?? 0) + (field(status, 'VmSwap') ?? 0)
}

/** Resident bytes of each process group by the output of `ps -axo pgid=,rss=` (macOS, BSD). */
export const parsePsGroups = (output: string): ReadonlyMap<number, number> => {
  const groups = new Map<number, number>()
  for (const [, group, kilobytes] of output.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)) {
    groups.set(Number(group), (groups.get(Number(group)) ?? 0) + Number(kilobytes) * kibibyte)
  }
  return groups
}

/** Resident bytes of each process by the output of `tasklist /FO CSV /NH` (Windows); thousands are grouped as the locale has it. */
export const parseTasklist = (output: string): ReadonlyMap<number, number> => {
  const processes = new Map<number, number>()
  for (const line of output.split(/\r?\n/)) {
    const [, pid, , , memory] = [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '')
    const digits = memory?.replaceAll(/\D/g, '') ?? ''
    if (pid !== undefined && /^\d+$/.test(pid) && digits !== '') processes.set(Number(pid), Number(digits) * kibibyte)
  }
  return processes
}
