import {
  forModalities,
  type MainModalityLabel,
  type Modality,
  modalities,
  modalitiesWhere,
  restingWeight,
  textModalities,
  type Weights,
} from '../../../electron/contract/index.ts'

/** Where each slider stands, 0…100. */
export type SliderValues = Readonly<Record<Modality, number>>

/** Sliders that are always in view, in the order on show. */
export const mainModalities: readonly Modality[] = modalitiesWhere(({ slider }) => slider === 'main')
/** Sliders under “More”. */
export const furtherModalities: readonly Modality[] = modalitiesWhere(({ slider }) => slider === 'more')
/** Every modality that has a slider, in the order on show. */
export const sliderModalities: readonly Modality[] = modalitiesWhere(({ slider }) => slider !== 'none')

/** Where a slider stands that nobody moved. */
export const restingValue = restingWeight * 100

/** Whatever can answer counts alike. */
export const balancedValues: SliderValues = forModalities(() => restingValue)

/** Name of a preset, for example `balanced`. */
export type PresetId = 'balanced' | MainModalityLabel

const onlyOne = modalities.flatMap((row) =>
  row.slider === 'main'
    ? [
        {
          id: row.label,
          label: `${row.label.charAt(0).toUpperCase()}${row.label.slice(1)} only`,
          values: forModalities(({ id }) => (id === row.id ? 100 : 0)),
        },
      ]
    : [],
)

/** Settings of all sliders that have a name: balanced, and each of those always in view alone. */
export const presets: readonly { readonly id: PresetId; readonly label: string; readonly values: SliderValues }[] = [
  { id: 'balanced', label: 'Balanced', values: balancedValues },
  ...onlyOne,
]

const isSame = (a: SliderValues, b: SliderValues): boolean => sliderModalities.every((name) => a[name] === b[name])

/** The preset that the sliders stand at; null for settings of a person's own. */
export const presetOf = (values: SliderValues): PresetId | null =>
  presets.find((preset) => isSame(preset.values, values))?.id ?? null

/** The values of a preset. */
export const presetValues = (id: PresetId): SliderValues =>
  presets.find((preset) => preset.id === id)?.values ?? balancedValues

/** Modalities with a slider that can say something: some compare scenes with scenes only. `among`: no others. */
const modalitiesThatCount = (hasScenes: boolean, among: readonly Modality[] = sliderModalities): readonly Modality[] =>
  sliderModalities.filter((name) => among.includes(name) && (hasScenes || textModalities.includes(name)))

/**
 * The weights of a request. Balanced sliders leave them out, so that the core weighs alike what can answer. Modalities
 * that compare scenes only are named only when there is a scene to compare with; `among` are those the query speaks to.
 */
export const weightsOf = (
  values: SliderValues,
  hasScenes: boolean,
  among?: readonly Modality[],
): Weights | undefined => {
  const names = modalitiesThatCount(hasScenes, among)
  if (names.every((name) => values[name] === restingValue)) return undefined
  return Object.fromEntries(names.map((name) => [name, values[name] / 100]))
}

/** Whether no slider that counts for a request is above zero. */
export const isMuted = (values: SliderValues, hasScenes: boolean, among?: readonly Modality[]): boolean =>
  modalitiesThatCount(hasScenes, among).every((name) => values[name] === 0)

/** Slider values of the weights of a request; modalities that it does not name count nothing once any is named. */
export const valuesOf = (weights: Weights | undefined): SliderValues => {
  if (weights === undefined || Object.keys(weights).length === 0) return balancedValues
  const { text, ...named } = weights
  const given: Weights = text === undefined ? named : { captions: text, ...named }
  return forModalities(({ id }) => Math.round((given[id] ?? 0) * 100))
}

/** Sliders as the address holds them: those that were moved, for example `visual80.audio0`. */
export const weightsText = (values: SliderValues): string =>
  sliderModalities.flatMap((name) => (values[name] === restingValue ? [] : `${name}${values[name]}`)).join('.')

/** Reads what `weightsText` wrote; whatever makes no sense leaves its slider at rest. */
export const valuesOfText = (text: string): SliderValues => {
  const values: Record<Modality, number> = { ...balancedValues }
  for (const part of text.split('.')) {
    const [, name, digits] = /^([a-zA-Z]+)(\d{1,3})$/.exec(part) ?? []
    const modality = sliderModalities.find((candidate) => candidate === name)
    if (modality !== undefined) values[modality] = Math.min(100, Number(digits))
  }
  return values
}
