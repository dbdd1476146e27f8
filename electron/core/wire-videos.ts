import { createAttachedCaptions } from './imports/attached-captions.ts'
import { createImports } from './imports/imports.ts'
import { beginsLikeVideo } from './imports/read-head.ts'
import { createUploads } from './imports/uploads.ts'
import { createChangedFiles } from './library/changed-files.ts'
import { createCutting } from './library/cutting.ts'
import { createMissingVectors } from './library/missing-vectors.ts'
import { createRemovedVideos } from './library/removed-videos.ts'
import { createReplacedFiles } from './library/replaced-files.ts'
import { createReplacements } from './library/replacements.ts'
import { createSpeechService } from './library/speech.ts'
import { createVideos } from './library/videos.ts'
import { createMediaFiles } from './media/media-files.ts'
import { createProxies } from './media/proxies.ts'
import { createUndoLog } from './undo/undo-log.ts'
import type { Foundation, Work } from './wire-work.ts'

/** Videos, their files and how they come in. */
export const wireVideos = (foundation: Foundation, work: Work) => {
  const { store, media, paths, changes, runJobs, log } = foundation
  const { locations, scheduler, requeue } = work
  const missing = createMissingVectors(store, requeue)
  const proxies = createProxies({ store, media, paths, locations, log })
  const replacements = createReplacements({
    store,
    locations,
    scheduler,
    changes,
    paths,
    forgetProxy: proxies.forget,
  })
  const attachedCaptions = createAttachedCaptions(store, paths, requeue)
  const imports = createImports({
    store,
    media,
    stages: work.stages,
    changes,
    requeue,
    locations,
    paths,
    replacements,
    fillMissing: missing.fillVideo,
    attachedCaptions,
    takes: work.takes,
  })
  const replacedFiles = createReplacedFiles({ store, media, locations, changes, imports })
  const changedFiles = createChangedFiles({
    store,
    locations,
    changes,
    requeue,
    takeFile: imports.takeFile,
    replacedFiles,
    isVideo: beginsLikeVideo,
    log,
  })
  const resume = (videoId: string): void => {
    imports.resume(videoId).catch((thrown: unknown) => log('warn', `a video could not go on: ${String(thrown)}`))
  }
  changes.listen({
    fileImported: changedFiles.watch,
    ...(runJobs ? { fileFound: resume, fileReplaced: changedFiles.notice } : {}),
  })
  const cutting = createCutting({ store, media, changes, paths, requeue, log })
  const uploads = createUploads({ paths, imports, store, media, locations, attachedCaptions })
  const history = createUndoLog()
  const speech = createSpeechService(store, requeue)
  const videos = createVideos({
    store,
    media,
    scheduler,
    changes,
    locations,
    imports,
    takes: work.takes,
    cutting,
    requeue,
    speech,
    undoLog: history,
    originals: paths.originals,
    growingFilmstrips: work.growingFilmstrips,
    onRemove: proxies.forget,
    attachedCaptions,
    uploadedFile: (uploadId) => uploads.file(uploadId),
  })
  const files = createMediaFiles({
    store,
    paths,
    locations,
    changes,
    growingFilmstrips: work.growingFilmstrips,
    recreate: async (videoId) => {
      if (runJobs) await requeue(videoId, 'pictures_lost')
    },
  })
  const removedVideos = createRemovedVideos({ store, paths, changes, log })
  return {
    missing,
    proxies,
    imports,
    changedFiles,
    replacedFiles,
    cutting,
    videos,
    files,
    uploads,
    removedVideos,
    history,
    speech,
  }
}
