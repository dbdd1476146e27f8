import { copyFile, open } from 'node:fs/promises'
import { type ImportResponse, type LeftOutGroup, sceneSearchSchema } from '../../contract/index.ts'
import type { Core } from '../../core/core-api.ts'
import { ok } from '../../domain/result.ts'
import type { CliBackend } from './backend.ts'

/** The library opened in this process. */
export const coreBackend = (core: Core): CliBackend => ({
  outlivesCommand: false,
  import: async (paths, { followLinks }, signal) => {
    const leftOut: NonNullable<ImportResponse['leftOut']> = []
    const onLeftOut = (folder: string, groups: readonly LeftOutGroup[]): void => {
      leftOut.push({ folder, groups: [...groups] })
    }
    return ok({ items: await core.videos.import(paths, signal, { followLinks, onLeftOut }), leftOut })
  },
  videos: async (query) => ok(await core.videos.list(query)),
  video: (id) => core.videos.get(id),
  patch: (id, patch) => core.videos.patch(id, patch),
  remove: (id) => core.videos.remove(id),
  scenes: (id, page) => core.videos.scenes(id, page),
  scene: (id) => core.scenes.details(id),
  picture: async (sceneId, frameNumber) => {
    const slice = await core.media.keyframe(sceneId, frameNumber ?? undefined)
    if (!slice.ok) return slice
    const { path, offset, length } = slice.value
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
      return ok(buffer.subarray(0, bytesRead))
    } finally {
      await file.close()
    }
  },
  captionFile: async (id, track, format) => {
    const file = await core.videos.captionFile(id, track, format)
    return file.ok ? ok(file.value.body) : file
  },
  jobs: async (query) => ok(await core.jobs.list(query)),
  retry: (jobId) => core.jobs.retry(jobId),
  models: async () => ok(await core.models.list()),
  model: (action, id) => core.models[action](id),
  importModel: (id, input) => core.models.import(id, input),
  search: async (query) => ok(await core.search.captions(query)),
  searchStatus: async () => ok(await core.search.status()),
  semantic: (request, signal) => core.search.semantic(request, signal),
  similarScenes: (request, signal) => core.search.scenes(sceneSearchSchema.parse(request), signal),
  similarToFile: (kind, file, request, signal) =>
    kind === 'image'
      ? core.search.similarToImage(file, request, signal)
      : core.search.similarToAudio(file, request, signal),
  marks: {
    list: core.marks.list,
    put: core.marks.put,
    exportAll: async () => ok(await core.marks.exportAll()),
    importAll: async (file) => ok(await core.marks.importAll(file)),
  },
  exports: core.exports,
  watchFolders: { ...core.watchFolders, list: async () => ok(await core.watchFolders.list()) },
  bins: { ...core.bins, list: async () => ok(await core.bins.list()) },
  spaces: async () => ok(await core.spaces.list()),
  saveVectors: async (spaceId, paths) => {
    const exported = await core.spaces.exportVectors(spaceId, null)
    if (!exported.ok) return exported
    const { npy, jsonl, rows, dimension } = exported.value
    await copyFile(npy.slice.path, paths.npy)
    await copyFile(jsonl.slice.path, paths.jsonl)
    return ok({ rows, dimension })
  },
  doctor: async () => ok(await core.doctor()),
  events: (signal) => core.events(signal),
  close: () => core.close(),
})
