import { InvalidArgumentError, type Command as Program } from 'commander'
import { type Modality, modalityOf, modalitySchema, type Texts, type Weights } from '../../contract/index.ts'

const toWeight = (text: string): number => {
  const weight = /^\d?\.?\d{0,9}$/.test(text) && /\d/.test(text) ? Number(text) : Number.NaN
  if (!(weight >= 0 && weight <= 1)) throw new InvalidArgumentError('It must be a number from 0 to 1.')
  return weight
}

/** A number of seconds from a command line. */
export const toSeconds = (text: string): number => {
  const seconds = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : 0
  if (!(seconds > 0 && seconds <= 86_400)) throw new InvalidArgumentError('It must be more than 0 and at most 86400.')
  return seconds
}

/** An option that may be given several times. */
export const gather = (text: string, earlier: readonly string[] = []): readonly string[] => [...earlier, text]

/** The flag of a weight: its modality's id as words with hyphens, for example `--sound-texture`. */
const flagOf = (modality: Modality): string =>
  `--${modality.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} <weight>`

/** Options of the weights, but for those that a command has another use for. */
export const addWeights = (program: Program, without: readonly Modality[] = []): Program => {
  for (const name of modalitySchema.options) {
    if (!without.includes(name)) program.option(flagOf(name), `weight of ${name}, 0 to 1`, toWeight)
  }
  return program
}

/** The weights among parsed options. */
export const weightsIn = (options: Readonly<Record<string, unknown>>): Weights => {
  const weights: { -readonly [Name in keyof Weights]: Weights[Name] } = {}
  for (const name of modalitySchema.options) {
    const weight = options[name]
    if (typeof weight === 'number') weights[name] = weight
  }
  return weights
}

/** Options of words for one modality alone: `--picture TEXT`, `--sound TEXT`, `--says TEXT`. */
export const addTexts = (program: Program): Program => {
  for (const modality of modalitySchema.options) {
    const { prefix, hint } = modalityOf[modality]
    if (prefix !== null) program.option(`--${prefix} <text>`, `in place of the text: ${hint.toLowerCase()}`)
  }
  return program
}

/** The words for one modality alone among parsed options. */
export const textsIn = (options: Readonly<Record<string, unknown>>): Texts => {
  const texts: Partial<Record<Modality, string>> = {}
  for (const modality of modalitySchema.options) {
    const { prefix } = modalityOf[modality]
    const text = prefix === null ? undefined : options[prefix]
    if (typeof text === 'string' && text.trim() !== '') texts[modality] = text
  }
  return texts
}
