import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { clients } from './torture/clients.ts'
import { damage } from './torture/damage.ts'
import { edits } from './torture/edits.ts'
import { exports } from './torture/exports.ts'
import { installs } from './torture/installs.ts'
import { kills } from './torture/kills.ts'
import { mutations } from './torture/mutations.ts'
import type { TortureCounts, TorturePart } from './torture/part.ts'
import { pictureCaptions } from './torture/picture-captions.ts'
import { uploads } from './torture/uploads.ts'

/** Every part; a new one is added here. */
const parts: readonly TorturePart[] = [
  damage,
  kills,
  edits,
  mutations,
  pictureCaptions,
  uploads,
  clients,
  installs,
  exports,
]

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '60' },
    help: { type: 'boolean', default: false },
  },
})

const isFaulty = ({ tried: _, ...faults }: TortureCounts): boolean => Object.values(faults).some((count) => count > 0)

const line = (name: string, { tried, ...faults }: TortureCounts): string =>
  [
    name.padEnd(10),
    `${String(tried).padStart(6)} tried`,
    ...Object.entries(faults).map(([fault, count]) => `${count} ${fault === 'leftBehind' ? 'left behind' : fault}`),
  ].join('  ')

const unknown = positionals.filter((name) => !parts.some((part) => part.name === name))
if (values.help || unknown.length > 0) {
  say('Usage: npm run bench -- torture [PART…] [--rounds N] [--seed N] [--minutes N]')
  for (const { name, summary } of parts) say(`  ${name.padEnd(10)} ${summary}`)
  process.exitCode = values.help ? 0 : 2
} else {
  const signal = AbortSignal.timeout(Number(values.minutes) * 60_000)
  const chosen = parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  const root = await mkdtemp(join(tmpdir(), 'goodclips-torture-'))
  let faulty = false
  try {
    for (const part of chosen) {
      say(part.summary)
      const folder = join(root, part.name)
      await mkdir(folder)
      const rounds = values.rounds === undefined ? part.rounds : Number(values.rounds)
      const counts = await part.run({ folder, rounds, seed: Number(values.seed), signal, say })
      faulty ||= isFaulty(counts)
      say(line(part.name, counts))
    }
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5 })
  }
  process.exitCode = faulty ? 1 : 0
}
