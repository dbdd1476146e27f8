import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** `npm run bench -- NAME [ARGUMENT…]` runs `bench/NAME.ts`; without a name it lists them. */
const [name, ...rest] = process.argv.slice(2)
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'main.ts')
  .map((file) => file.slice(0, -3))
const file = path.join(import.meta.dirname, `${name ?? ''}.ts`)
if (name === undefined || !names.includes(name) || !existsSync(file)) {
  process.stderr.write(`Usage: npm run bench -- NAME [ARGUMENT…], where NAME is one of: ${names.join(', ')}\n`)
  process.exitCode = 2
} else {
  process.argv = [process.argv[0] ?? 'node', file, ...rest]
  await import(pathToFileURL(file).href)
}
