import type { Migration } from '../migrate.ts'
import { library } from './0001-library.ts'
import { captionSearch } from './0002-caption-search.ts'
import { embeddingSpaces } from './0003-embedding-spaces.ts'
import { vectors } from './0004-vectors.ts'
import { search } from './0005-search.ts'
import { captionFiles } from './0006-caption-files.ts'
import { jobsAlone } from './0007-jobs-alone.ts'
import { audioStream } from './0008-audio-stream.ts'
import { changedFiles } from './0009-changed-files.ts'
import { openModalities } from './0010-open-modalities.ts'
import { loudness } from './0011-loudness.ts'
import { firstPoster } from './0012-first-poster.ts'
import { videoNames } from './0013-video-names.ts'
import { posters } from './0014-posters.ts'
import { transcripts } from './0015-transcripts.ts'
import { captionPurpose } from './0016-caption-purpose.ts'
import { importBatches } from './0017-import-batches.ts'
import { dismissedProblems } from './0018-dismissed-problems.ts'
import { screenText } from './0019-screen-text.ts'
import { bins } from './0020-bins.ts'
import { handEdits } from './0021-hand-edits.ts'
import { exportsMigration } from './0022-exports.ts'
import { captionCorrections } from './0023-caption-corrections.ts'
import { marks } from './0024-marks.ts'
import { notesSource } from './0025-notes-track.ts'
import { watchFolders } from './0026-watch-folders.ts'
import { people } from './0027-people.ts'
import { passages } from './0028-passages.ts'
import { speechChoices } from './0029-speech-choices.ts'
import { parts } from './0030-parts.ts'
import { notAlike } from './0031-not-alike.ts'
import { replacedFiles } from './0032-replaced-files.ts'
import { panels } from './0033-panels.ts'
import { binHandles } from './0034-bin-handles.ts'

/** Every migration, oldest first; the version of the last one is the schema's. */
export const migrations: readonly Migration[] = [
  library,
  captionSearch,
  embeddingSpaces,
  vectors,
  search,
  captionFiles,
  jobsAlone,
  audioStream,
  changedFiles,
  openModalities,
  loudness,
  firstPoster,
  videoNames,
  posters,
  transcripts,
  captionPurpose,
  importBatches,
  dismissedProblems,
  screenText,
  bins,
  handEdits,
  exportsMigration,
  captionCorrections,
  marks,
  notesSource,
  watchFolders,
  people,
  passages,
  speechChoices,
  parts,
  notAlike,
  replacedFiles,
  panels,
  binHandles,
]
