import { createCore } from '../../electron/core/create-core.ts'

/**
 * Works on what is queued in a library and ends, telling which stages run: `node work-library.ts LIBRARY MODELS`. It is killed at any
 * moment.
 */
const [libraryPath = '', modelsPath = ''] = process.argv.slice(2)
const core = await createCore({ libraryPath, modelsPath, version: '0.0.0', log: () => undefined })
if (!core.ok) throw new Error(core.error.message)
const { jobs } = core.value
// What was set aside after three ends in a row is what a person would retry.
for (const { id } of (await jobs.list({ state: 'failed', limit: 500 })).items) await jobs.retry(id)
const telling = setInterval(async () => {
  for (const { stage } of (await jobs.list({ state: 'running', limit: 500 })).items) process.stdout.write(`${stage}\n`)
}, 200)
await jobs.idle(AbortSignal.timeout(3_600_000))
clearInterval(telling)
await core.value.close()
