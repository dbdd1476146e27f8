import { comparedOnlyBy, type Modality } from '../../../electron/contract/index.ts'
import { readTyped } from '../../stores/search/search-prefixes.ts'
import { filterCount, listsByFilter } from '../../stores/search/search-query.ts'
import { filterOf } from '../../stores/search/search-request.ts'
import type { Answered } from '../../stores/search/search-store.ts'
import { presetOf } from '../../stores/search/weights.ts'
import { formatCount } from '../../ui/format.ts'

/** Something to try when little was found; each is a button. */
export type MatchWay = 'exact' | 'meaning' | 'unfiltered' | 'wanted' | 'balance' | 'models' | 'minutes' | 'anywhere'

/** What the line above the results says, and what can be tried. */
export interface MatchText {
  readonly text: string
  readonly ways: readonly MatchWay[]
}

/** Reasons that the sliders themselves tell already, unless a modality was given words of its own. */
const toldBySliders: readonly string[] = ['no_model', 'no_vectors']

/** “A then B” may lie two minutes apart, or anywhere in the same film, in seconds. */
export const widerTimes = { minutes: 120, anywhere: 86_400 } as const

const counted = (count: number, kind: 'good' | 'possible'): string =>
  count === 1 ? `1 ${kind} match` : `${count.toLocaleString()} ${kind} matches`

const inScenes = ({ candidates }: Answered): string =>
  candidates === null ? '' : ` in ${formatCount(candidates, 'scene')}`

const durationText = (seconds: number): string =>
  seconds >= widerTimes.anywhere
    ? 'in the same film'
    : seconds < 120
      ? `${seconds} s`
      : `${Math.round(seconds / 60)} min`

/** Which half of “A then B” is there, when no pair is. */
const pairText = ({ query, halves }: Answered): string | null => {
  const { followedBy } = query
  if (halves == null || followedBy === null) return null
  const half = (count: number, words: string): string =>
    `“${words}” ${count === 0 ? 'has no good match' : `has ${counted(count, 'good')}`}`
  const both = `${half(halves.first, query.words.trim() === '' ? 'what comes first' : query.words.trim())}, ${half(halves.next, followedBy.words.trim())} alone`
  const isApart = halves.first > 0 && halves.next > 0
  const within = durationText(followedBy.withinSeconds)
  return isApart
    ? `No pair: ${both}; none follows ${followedBy.withinSeconds >= widerTimes.anywhere ? within : `within ${within}`}`
    : `No pair: ${both}`
}

/** The names and tags that were typed. */
const namesText = ({ query }: Answered): string => {
  const { name = '', tags = [] } = filterOf(query)
  const tagged = tags.length === 0 ? '' : `tagged ${tags.map((tag) => `“${tag}”`).join(' + ')}`
  return [name === '' ? '' : `named “${name}”`, tagged].filter((text) => text !== '').join(', ')
}

/** Where no scene answers but names do: how many videos the row above shows. */
const namedInstead = ({ videoCount }: Answered): string =>
  videoCount === 0 ? '' : `, but ${formatCount(videoCount, 'video')} ${videoCount === 1 ? 'is' : 'are'} named so`

const sentenceOf = (answered: Answered): string => {
  const { kind, verdict, total, query } = answered
  if (kind === 'videos') return `${total === 0 ? 'No video' : formatCount(total, 'video')} ${namesText(answered)}`
  if (kind === 'captions') {
    return `${formatCount(total, 'caption')} with “${query.words.trim()}”${total === 0 ? namedInstead(answered) : ''}`
  }
  if (listsByFilter(query)) return `${total === 0 ? 'No scene' : formatCount(total, 'scene')} under this filter`
  const only = comparedOnlyBy((verdict?.modalities ?? []).map(({ modality }) => modality))
  const by = only === '' ? '' : `, ${only}`
  const pair = total === 0 ? pairText(answered) : null
  if (pair !== null) return pair
  switch (verdict?.kind) {
    case 'no_good_match':
      return `No good match${inScenes(answered)}${by}${namedInstead(answered)}${answered.results.length > 0 ? '; the nearest first' : ''}`
    case 'weak':
      return `${counted(total, 'possible')}${inScenes(answered)}${by}; nothing stands out clearly`
    default:
      return `${counted(total, 'good')}${inScenes(answered)}${by}${total === 0 ? namedInstead(answered) : ''}`
  }
}

/** Whether a message sends a person to the models, which a button beside it then does, too. */
export const leadsToModels = ({
  message,
  remedy = '',
}: {
  readonly message: string
  readonly remedy?: string | undefined
}): boolean => `${message} ${remedy}`.includes('Models page')

/** What could not take part although it was asked, in the core's own words; empty when everything could. */
const missingOf = ({ notices, query }: Answered): Answered['notices'] => {
  const own = Object.keys(readTyped(query.words).texts) as readonly Modality[]
  return notices.filter(({ code, modality }) => !toldBySliders.includes(code) || own.includes(modality))
}

/** The line above the results of a search. `hasCaptions`: there are words to search word for word. */
export const matchText = (answered: Answered, hasCaptions: boolean): MatchText => {
  const { query, verdict, halves, total } = answered
  const missing = missingOf(answered)
  const [first] = missing
  const isClear = answered.kind !== 'semantic' ? total > 0 : verdict?.kind === 'match' && total > 0
  const within = query.followedBy?.withinSeconds ?? 0
  const isApart = total === 0 && halves != null && halves.first > 0 && halves.next > 0
  const can: Readonly<Record<MatchWay, boolean>> = {
    minutes: isApart && within < widerTimes.minutes,
    anywhere: isApart && within < widerTimes.anywhere,
    models: missing.some(leadsToModels),
    unfiltered: !isClear && filterCount(query.filter) > 0,
    wanted: !isClear && (query.not.length > 0 || query.lessLike.length > 0),
    balance:
      !isClear && answered.kind === 'semantic' && !listsByFilter(query) && presetOf(query.weights) !== 'balanced',
    exact: !isClear && answered.kind === 'semantic' && query.words.trim() !== '' && hasCaptions,
    meaning: !isClear && answered.kind === 'captions' && query.exact,
  }
  const ways = (Object.keys(can) as readonly MatchWay[]).filter((way) => can[way])
  const sentence = sentenceOf(answered)
  return { text: first === undefined ? sentence : `${sentence}. ${first.message}`, ways }
}
