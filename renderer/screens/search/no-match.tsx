import { SearchX } from 'lucide-react'
import { presetValues } from '../../stores/search/weights.ts'
import { Button } from '../../ui/button.tsx'
import { Message } from '../../ui/message.tsx'
import { useWeights } from '../../widgets/search/use-weights.ts'
import { MatchWays } from './match-line.tsx'
import type { MatchText } from './match-text.ts'

/** There is no scene at all to show: filters leave none, or no pair is found. */
export const NothingFound = ({ text, ways }: MatchText) => (
  <Message icon={<SearchX size={30} aria-hidden />} title={text} detail="No scene is left to show.">
    <MatchWays ways={ways} />
  </Message>
)

/** Every slider that counts is at zero. */
export const Muted = () => {
  const weights = useWeights()
  return (
    <Message title="Every slider that counts is at zero" detail="Move one of the sliders up.">
      <Button onClick={() => weights.set(presetValues('balanced'))}>Balance the sliders</Button>
    </Message>
  )
}
