import { type Modality, modalitySchema, type Weights } from '../../../electron/contract/index.ts'

/** Where each slider stands, 0…100. */
export type SliderValues = Readonly<Record<Modality, number>>

/** Every modality that has a slider, in the order on show. */
export const sliderModalities = modalitySchema.options

/** Sliders that are always in view; the others compare scenes only and are under “More”. */
export const mainModalities = ['visual', 'audio', 'captions'] as const satisfies readonly Modality[]
/** Sliders under “More”. */
export const furtherModalities = ['likeness', 'look', 'soundTexture'] as const satisfies readonly Modality[]

/** Where a slider stands that nobody moved. */
export const restingValue = 50

const all = (value: number): SliderValues => ({
  visual: value,
  audio: value,
  captions: value,
  likeness: value,
  look: value,
  soundTexture: value,
})

/** Whatever can answer counts alike. */
export const balancedValues: SliderValues = all(restingValue)

/** Settings of all sliders that have a name. */
export const presets = [
  { id: 'balanced', label: 'Balanced', values: balancedValues },
  { id: 'picture', label: 'Picture only', values: { ...all(0), visual: 100 } },
  { id: 'sound', label: 'Sound only', values: { ...all(0), audio: 100 } },
  { id: 'words', label: 'Words only', values: { ...all(0), captions: 100 } },
] as const satisfies readonly { readonly id: string; readonly label: string; readonly values: SliderValues }[]
/** Name of a preset, for example `balanced`. */
export type PresetId = (typeof presets)[number]['id']

const isSame = (a: SliderValues, b: SliderValues): boolean => sliderModalities.every((name) => a[name] === b[name])

/** The preset that the sliders stand at; null for settings of a person's own. */
export const presetOf = (values: SliderValues): PresetId | null =>
  presets.find((preset) => isSame(preset.values, values))?.id ?? null

/** The values of a preset. */
export const presetValues = (id: PresetId): SliderValues =>
  presets.find((preset) => preset.id === id)?.values ?? balancedValues

/**
 * The weights of a request. Balanced sliders leave them out, so that the core weighs alike what can answer. Modalities
 * that compare scenes only are named only when there is a scene to compare with.
 */
export const weightsOf = (values: SliderValues, hasScenes: boolean): Weights | undefined => {
  const names: readonly Modality[] = hasScenes ? sliderModalities : mainModalities
  if (names.every((name) => values[name] === restingValue)) return undefined
  return Object.fromEntries(names.map((name) => [name, values[name] / 100]))
}

/** Whether no slider that counts for a request is above zero. */
export const isMuted = (values: SliderValues, hasScenes: boolean): boolean =>
  (hasScenes ? sliderModalities : mainModalities).every((name) => values[name] === 0)

/** Slider values of the weights of a request; modalities that it does not name count nothing once any is named. */
export const valuesOf = (weights: Weights | undefined): SliderValues => {
  if (weights === undefined || Object.keys(weights).length === 0) return balancedValues
  const { text, ...named } = weights
  const given: Weights = text === undefined ? named : { captions: text, ...named }
  return Object.fromEntries(
    sliderModalities.map((name) => [name, Math.round((given[name] ?? 0) * 100)]),
  ) as unknown as SliderValues
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
