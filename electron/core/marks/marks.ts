import type { ChangeKind, Mark } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { MarkRecord, MarkSnapshot, MarksChanged, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Changes } from '../changes.ts'
import type { Core } from '../core-api.ts'
import { notFound } from '../failures.ts'
import type { UndoLog } from '../undo/undo-log.ts'

const presentMark = (mark: MarkRecord): Mark => ({
  videoId: mark.videoId,
  kind: mark.kind,
  ...(mark.sceneId === null ? {} : { sceneId: mark.sceneId }),
  ...(mark.kind === 'video' ? {} : { startFrame: mark.startFrame, endFrame: mark.endFrame }),
  rating: mark.rating,
  flag: mark.flag,
  label: mark.label,
  tags: [...mark.tags],
  note: mark.note,
  title: mark.title,
  changedAt: mark.changedAt,
})

/** Marks of one library. Every change can be undone. */
export const createMarks = (parts: {
  readonly store: Pick<StorePort, 'marks'>
  readonly changes: Pick<Changes, 'videoChanged' | 'scenesChanged'>
  readonly history: Pick<UndoLog, 'record'>
}): Omit<Core['marks'], 'metadata' | 'writeSidecar'> => {
  const { marks } = parts.store
  const now = (): string => new Date().toISOString()

  const tell = (videoIds: readonly string[], snapshots: readonly MarkSnapshot[]): void => {
    const onFrames = snapshots.some(({ endFrame }) => endFrame > 0)
    for (const id of videoIds) {
      parts.changes.videoChanged(id)
      if (onFrames) parts.changes.scenesChanged(id)
    }
  }

  const record = (kind: ChangeKind, { before, after, videoIds }: MarksChanged): void => {
    if (after.length === 0) return
    tell(videoIds, after)
    const restore = (snapshots: readonly MarkSnapshot[]) => async (): Promise<Result<null, ApiFailure>> => {
      tell(await marks.restore(snapshots, now()), snapshots)
      return ok(null)
    }
    parts.history.record({ kind, videoIds, undo: restore(before), redo: restore(after) })
  }

  return {
    list: async (videoId) => ok((await marks.list(videoId)).map(presentMark)),
    put: async ({ target, targets, ...change }) => {
      const asked = targets ?? (target === undefined ? [] : [target])
      const changed = await marks.put(asked, change, now())
      record('marked', changed)
      return ok(changed.marks.map(presentMark))
    },
    flag: async ({ keep, reject }) => {
      const targetsOf = (sceneIds: readonly string[]) => sceneIds.map((sceneId) => ({ sceneId }))
      const changed = await marks.putEach(
        [
          { targets: targetsOf(keep), change: { flag: 'pick' } },
          { targets: targetsOf(reject), change: { flag: 'reject' } },
        ],
        now(),
      )
      record('marked', changed)
      return ok(changed.marks.map(presentMark))
    },
    renameTags: async ({ from, to }) => {
      const changed = await marks.renameTags(from, to, now())
      if (changed.after.length === 0) return notFound('tag')
      record('tags-renamed', changed)
      return ok({ changed: changed.after.length })
    },
    exportAll: async () => ({ format: 'goodclips-marks', version: 1, marks: [...(await marks.exportAll())] }),
    importAll: async (file) => {
      const { changed, kept, waiting } = await marks.importAll(file.marks)
      record('marks-imported', changed)
      return { imported: changed.after.length, kept, waiting }
    },
  }
}
