import { setTimeout as delay } from 'node:timers/promises'
import { createCore } from '../../../electron/core/create-core.ts'
import { modelId } from '../../../electron/core/fixtures/small-model.ts'

// Run as a process of its own, which may be killed at any moment: installs the small model, from its hub or from a
// folder, and says how that ended.

const [libraryPath, modelsPath, resourcesPath, runtimePath, folder] = process.argv.slice(2)
if (libraryPath === undefined || modelsPath === undefined || resourcesPath === undefined || runtimePath === undefined) {
  throw new Error('usage: install-once LIBRARY MODELS RESOURCES RUNTIME [FOLDER]')
}
const opened = await createCore({
  libraryPath,
  modelsPath,
  resourcesPath,
  runtimePath,
  version: '0.0.0',
  log: () => {},
})
if (!opened.ok) throw new Error(opened.error.message)
const core = opened.value
const find = async () => (await core.models.list()).find(({ id }) => id === modelId)
const before = await find()
if (before?.state === 'installed' && folder === undefined) {
  // The one before was killed after its last step: what a hub has given is not asked for again.
  process.stdout.write('ended installed\n')
  await core.close()
  process.exit(0)
}
const begun = await (folder === undefined
  ? core.models.install(modelId)
  : core.models.import(modelId, { path: folder, consentToRunCode: false }))
if (!begun.ok) throw new Error(begun.error.message)
process.stdout.write('installing\n')
let state = await find()
while (state?.state === 'installing') {
  await delay(50)
  state = await find()
}
process.stdout.write(`ended ${state?.state ?? 'absent'} ${state?.error?.message ?? ''}\n`)
await core.close()
