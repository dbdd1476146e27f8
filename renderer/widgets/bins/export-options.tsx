import {
  clipPresetSchema,
  clipPresets,
  contactSheetFormatSchema,
  contactSheetFormats,
  type ExportSource,
  editorPresets,
  isAnimated,
  stillFormatSchema,
  stillFormats,
  subtitleFormatSchema,
  timelineFormatSchema,
  timelineFormats,
} from '../../../electron/contract/index.ts'
import { Select } from '../../ui/select.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import { type ExportWish, endingOf } from './export-wish.ts'
import { NameTemplateField } from './name-template-field.tsx'
import { RealCutView } from './real-cut-view.tsx'
import './bins.css'

interface OptionsProps {
  readonly wish: ExportWish
  readonly change: (patch: Partial<ExportWish>) => void
}

interface Choice {
  readonly id: string
  readonly label: string
  readonly detail: string
}

/** One of a few, each with a line that tells what it is. */
const Choices = ({
  name,
  legend,
  choices,
  value,
  onChange,
}: {
  readonly name: string
  readonly legend: string
  readonly choices: readonly Choice[]
  readonly value: string
  readonly onChange: (id: string) => void
}) => (
  <fieldset className="export__presets">
    <legend className="visually-hidden">{legend}</legend>
    {choices.map(({ id, label, detail }) => (
      <label key={id} className="export__preset">
        <input
          type="radio"
          name={name}
          value={id}
          checked={value === id}
          {...(value === id ? { 'data-autofocus': true } : {})}
          onChange={() => onChange(id)}
        />
        <span>{label}</span>
        <small>{detail}</small>
      </label>
    ))}
  </fieldset>
)

/** One of the ids of a table, by its labels. */
const LabelledSelect = <Id extends string>({
  label,
  ids,
  rows,
  value,
  onChange,
  ...select
}: {
  readonly label: string
  readonly ids: readonly Id[]
  readonly rows: Readonly<Record<Id, { readonly label: string }>>
  readonly value: Id
  readonly onChange: (id: Id) => void
  readonly 'data-autofocus'?: boolean
}) => (
  <label className="export__field">
    {label}
    <Select
      {...select}
      value={value}
      onChange={(event) => {
        const chosen = ids.find((id) => id === event.target.value)
        if (chosen !== undefined) onChange(chosen)
      }}
    >
      {ids.map((id) => (
        <option key={id} value={id}>
          {rows[id].label}
        </option>
      ))}
    </Select>
  </label>
)

/** How a timeline is written. */
export const TimelineOptions = ({ wish, change }: OptionsProps) => (
  <>
    <Choices
      name="preset"
      legend="For"
      value={wish.editor}
      onChange={(editor) => change({ editor })}
      choices={[
        ...editorPresets.map(({ id, label, formats }) => ({
          id,
          label,
          detail: formats.map((each) => timelineFormats[each].label).join(' + '),
        })),
        { id: 'other', label: 'Other', detail: 'Any format' },
      ]}
    />
    <div className="export__row">
      {editorPresets.some(({ id }) => id === wish.editor) ? null : (
        <LabelledSelect
          label="Format"
          ids={timelineFormatSchema.options}
          rows={timelineFormats}
          value={wish.format}
          onChange={(format) => change({ format })}
        />
      )}
      <label className="export__field">
        As
        <Select
          value={wish.arrangement}
          onChange={(event) => change({ arrangement: event.target.value === 'clips' ? 'clips' : 'sequence' })}
        >
          <option value="sequence">Sequence, in order</option>
          <option value="clips">Clips, each for itself</option>
        </Select>
      </label>
    </div>
    <details className="export__more">
      <summary>Paths on another machine</summary>
      <div className="export__row">
        <NamedTextField
          label="Here they begin with"
          placeholder="/mnt/archive"
          value={wish.pathFrom}
          onChange={(event) => change({ pathFrom: event.target.value })}
        />
        <NamedTextField
          label="There with"
          placeholder="/Volumes/Archive"
          value={wish.pathTo}
          onChange={(event) => change({ pathTo: event.target.value })}
        />
      </div>
    </details>
  </>
)

const modes: readonly Choice[] = [
  { id: 'lossless', label: 'Lossless', detail: 'From a key frame' },
  { id: 'exact', label: 'Exact', detail: 'To the frame' },
  { id: 'preset', label: 'Encode', detail: 'By a preset' },
]

const subtitleChoices = ['none', ...subtitleFormatSchema.options] as const
const subtitleRows = { none: { label: 'None' }, srt: { label: 'SRT' }, vtt: { label: 'WebVTT' } } as const

/** How clips are cut. */
export const ClipOptions = ({ wish, change, source }: OptionsProps & { readonly source: ExportSource }) => (
  <>
    <Choices
      name="mode"
      legend="Mode"
      value={wish.mode}
      onChange={(mode) => change({ mode: mode === 'lossless' || mode === 'preset' ? mode : 'exact' })}
      choices={modes}
    />
    <div className="export__row">
      {wish.mode === 'preset' ? (
        <LabelledSelect
          label="Preset"
          ids={clipPresetSchema.options}
          rows={clipPresets}
          value={wish.preset}
          onChange={(preset) => change({ preset })}
        />
      ) : null}
      <NamedTextField
        label="Handles, in frames"
        type="number"
        min={0}
        max={10_000}
        value={wish.handlesFrames}
        onChange={(event) => change({ handlesFrames: Math.max(0, Math.trunc(Number(event.target.value) || 0)) })}
      />
      <label className="export__check">
        <input type="checkbox" checked={wish.join} onChange={(event) => change({ join: event.target.checked })} />
        One file of all
      </label>
      <LabelledSelect
        label="Subtitle files"
        ids={subtitleChoices}
        rows={subtitleRows}
        value={wish.subtitles}
        onChange={(subtitles) => change({ subtitles })}
      />
    </div>
    {wish.mode === 'lossless' ? <RealCutView source={source} handlesFrames={wish.handlesFrames} /> : null}
    <NameTemplateField
      value={wish.nameTemplate}
      name={wish.name}
      extension={endingOf(wish)}
      onChange={(nameTemplate) => change({ nameTemplate })}
    />
  </>
)

/** How stills are written. */
export const StillOptions = ({ wish, change }: OptionsProps) => (
  <>
    <div className="export__row">
      <LabelledSelect
        label="Format"
        ids={stillFormatSchema.options}
        rows={stillFormats}
        value={wish.still}
        onChange={(still) => change({ still })}
        data-autofocus
      />
      {isAnimated(wish.still) ? null : (
        <label className="export__check">
          <input
            type="checkbox"
            checked={wish.keepHdr}
            onChange={(event) => change({ keepHdr: event.target.checked })}
          />
          Keep the values of HDR films
        </label>
      )}
    </div>
    <NameTemplateField
      value={wish.nameTemplate}
      name={wish.name}
      extension={endingOf(wish)}
      onChange={(nameTemplate) => change({ nameTemplate })}
    />
  </>
)

/** How a contact sheet is laid out. */
export const ContactSheetOptions = ({ wish, change }: OptionsProps) => (
  <div className="export__row">
    <LabelledSelect
      label="Format"
      ids={contactSheetFormatSchema.options}
      rows={contactSheetFormats}
      value={wish.sheet}
      onChange={(sheet) => change({ sheet })}
      data-autofocus
    />
    <NamedTextField
      label="Pictures in a row"
      type="number"
      min={1}
      max={12}
      value={wish.columns}
      onChange={(event) => change({ columns: Math.min(12, Math.max(1, Math.trunc(Number(event.target.value) || 1))) })}
    />
  </div>
)
