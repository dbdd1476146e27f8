import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeContract } from '../fixtures/store-contract.ts'
import { openStore } from '../open-store.ts'

storeContract('SQLite', async () => {
  const libraryPath = await mkdtemp(join(tmpdir(), 'goodclips-store-'))
  return {
    open: async () => {
      const opened = await openStore({ libraryPath })
      if (!opened.ok) throw new Error(opened.error.message)
      return opened.value
    },
    dispose: () => rm(libraryPath, { recursive: true, force: true }),
  }
})
