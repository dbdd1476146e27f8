import { createCore } from '../../electron/core/create-core.ts'

/** Works on what is queued in a library and ends: `node read-library.ts LIBRARY MODELS`. It is killed at any moment. */
const [libraryPath = '', modelsPath = ''] = process.argv.slice(2)
const core = await createCore({ libraryPath, modelsPath, version: '0.0.0', log: () => undefined })
if (!core.ok) throw new Error(core.error.message)
const reading = setInterval(async () => {
  const { items } = await core.value.jobs.list({ limit: 500 })
  if (items.some(({ stage, state }) => stage === 'read-text' && state === 'running')) process.stdout.write('reading\n')
}, 200)
await core.value.jobs.idle(AbortSignal.timeout(900_000))
clearInterval(reading)
await core.value.close()
process.stdout.write('idle\n')
