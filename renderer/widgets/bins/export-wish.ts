import {
  type Arrangement,
  type ClipMode,
  type ClipPreset,
  type ContactSheetFormat,
  type CreateExportInput,
  clipPresets,
  contactSheetFormats,
  type ExportSource,
  editorPresets,
  type StillFormat,
  type SubtitleFormat,
  stillFormats,
  type TimelineFormat,
} from '../../../electron/contract/index.ts'

/** What a person has set in the export sheet. */
export interface ExportWish {
  readonly kind: 'timeline' | 'clips' | 'stills' | 'contact-sheet'
  readonly name: string
  readonly folder: string
  /** Id of an editor, or `other`. */
  readonly editor: string
  readonly format: TimelineFormat
  readonly arrangement: Arrangement
  readonly pathFrom: string
  readonly pathTo: string
  readonly mode: ClipMode
  readonly preset: ClipPreset
  readonly handlesFrames: number
  readonly join: boolean
  /** Kind of the subtitle files beside clips. */
  readonly subtitles: SubtitleFormat | 'none'
  readonly nameTemplate: string
  readonly still: StillFormat
  readonly keepHdr: boolean
  readonly sheet: ContactSheetFormat
  readonly columns: number
}

/** Formats of a timeline that are written for the editor that was chosen. */
export const formatsOf = ({ editor, format }: Pick<ExportWish, 'editor' | 'format'>): readonly TimelineFormat[] =>
  editorPresets.find(({ id }) => id === editor)?.formats ?? [format]

/** Ending of the files, for the example of a name. */
export const endingOf = (wish: ExportWish): string => {
  if (wish.kind === 'stills') return stillFormats[wish.still].extension
  if (wish.kind === 'contact-sheet') return contactSheetFormats[wish.sheet].extension
  return wish.mode === 'preset' ? clipPresets[wish.preset].extension : 'mp4'
}

/** The requests that a wish makes: several where an editor takes several files. */
export const requestsOf = (source: ExportSource, wish: ExportWish): readonly CreateExportInput[] => {
  const common = {
    source,
    name: wish.name.trim(),
    ...(wish.folder.trim() === '' ? {} : { destination: wish.folder.trim() }),
  }
  switch (wish.kind) {
    case 'timeline':
      return formatsOf(wish).map((format) => ({
        ...common,
        kind: 'timeline',
        format,
        as: wish.arrangement,
        ...(wish.pathFrom.trim() === '' || wish.pathTo.trim() === ''
          ? {}
          : { pathMap: [{ from: wish.pathFrom.trim(), to: wish.pathTo.trim() }] }),
      }))
    case 'clips':
      return [
        {
          ...common,
          kind: 'clips',
          mode: wish.mode,
          ...(wish.mode === 'preset' ? { preset: wish.preset } : {}),
          handlesFrames: wish.handlesFrames,
          join: wish.join,
          nameTemplate: wish.nameTemplate,
          ...(wish.subtitles === 'none' ? {} : { subtitles: wish.subtitles }),
        },
      ]
    case 'stills':
      return [
        {
          ...common,
          kind: 'stills',
          format: wish.still,
          hdr: wish.keepHdr ? 'kept' : 'tone-mapped',
          nameTemplate: wish.nameTemplate,
        },
      ]
    case 'contact-sheet':
      return [{ ...common, kind: 'contact-sheet', format: wish.sheet, columns: wish.columns }]
  }
}
