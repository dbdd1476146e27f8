import type {
  AddBinItems,
  AddedBinItems,
  Bin,
  BinDetails,
  CreateBin,
  CreateExport,
  CutPreview,
  Export,
  Face,
  ForgottenPeople,
  ImportBin,
  ImportedBins,
  ImportedMarks,
  KeepCopies,
  ListPeopleQuery,
  Mark,
  MarksFile,
  Page,
  PageQuery,
  PatchBin,
  PatchBinItems,
  PatchPeople,
  Person,
  PreviewCuts,
  PutMarks,
  RenameTags,
  Undone,
  VideoMetadata,
} from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { Result } from '../../domain/result.ts'
import type { ExportFile } from './media.ts'

/** Ordered ranges of frames that a person puts together. */
export interface CoreBins {
  /** By name. */
  readonly list: () => Promise<readonly Bin[]>
  /** Runs the saved search of a smart bin. */
  readonly get: (id: string, signal: AbortSignal) => Promise<Result<BinDetails, ApiFailure>>
  readonly create: (input: CreateBin) => Promise<Result<Bin, ApiFailure>>
  /** Makes bins of a list of an editor. */
  readonly import: (input: ImportBin, signal: AbortSignal) => Promise<Result<ImportedBins, ApiFailure>>
  readonly patch: (id: string, patch: PatchBin) => Promise<Result<Bin, ApiFailure>>
  readonly delete: (id: string) => Promise<Result<null, ApiFailure>>
  readonly add: (id: string, input: AddBinItems) => Promise<Result<AddedBinItems, ApiFailure>>
  readonly changeItems: (
    id: string,
    change: PatchBinItems,
    signal: AbortSignal,
  ) => Promise<Result<BinDetails, ApiFailure>>
}

/** Files for other programs. */
export interface CoreExports {
  readonly create: (input: CreateExport) => Promise<Result<Export, ApiFailure>>
  readonly list: (page: PageQuery) => Promise<Page<Export>>
  readonly get: (id: string) => Promise<Result<Export, ApiFailure>>
  /** Stops one that waits or runs; the files that it has stay. */
  readonly cancel: (id: string) => Promise<Result<Export, ApiFailure>>
  /** Lets one that failed or was cancelled go on behind the files that it has. */
  readonly resume: (id: string) => Promise<Result<Export, ApiFailure>>
  /** What copying packets would really cut. */
  readonly previewCuts: (
    input: PreviewCuts,
    signal: AbortSignal,
  ) => Promise<Result<{ readonly items: readonly CutPreview[] }, ApiFailure>>
  /** The file of a number, from 0, among those that an export has written. */
  readonly file: (id: string, index: number) => Promise<Result<ExportFile, ApiFailure>>
}

/** Ratings, flags, labels, tags, notes and titles of videos, scenes and ranges. */
export interface CoreMarks {
  readonly list: (videoId: string) => Promise<Result<readonly Mark[], ApiFailure>>
  /** Answers the marks that were changed and are kept, in no particular order. */
  readonly put: (input: PutMarks) => Promise<Result<readonly Mark[], ApiFailure>>
  /** Flags scenes as picked, and others as rejected, as one change. */
  readonly flag: (input: KeepCopies) => Promise<Result<readonly Mark[], ApiFailure>>
  readonly renameTags: (input: RenameTags) => Promise<Result<{ readonly changed: number }, ApiFailure>>
  readonly exportAll: () => Promise<MarksFile>
  readonly importAll: (file: MarksFile) => Promise<ImportedMarks>
  /** What others wrote about a film, and where its marks say otherwise. */
  readonly metadata: (videoId: string) => Promise<Result<VideoMetadata, ApiFailure>>
  /** Writes the marks of a film to an XMP file beside it. Never replaces one that another program wrote. */
  readonly writeSidecar: (videoId: string) => Promise<Result<{ readonly path: string }, ApiFailure>>
}

/** People by their faces. */
export interface CorePeople {
  readonly list: (query: ListPeopleQuery) => Promise<Page<Person>>
  readonly faces: (personId: string, page: PageQuery) => Promise<Result<Page<Face>, ApiFailure>>
  /** Answers the people that changed and are still there. */
  readonly patch: (change: PatchPeople) => Promise<Result<readonly Person[], ApiFailure>>
  /** Deletes all faces and names for good and switches People off. */
  readonly forget: () => Promise<ForgottenPeople>
}

/** What a person changed by hand since the library was opened. */
export interface CoreHistory {
  readonly undo: () => Promise<Result<Undone, ApiFailure>>
  readonly redo: () => Promise<Result<Undone, ApiFailure>>
}
