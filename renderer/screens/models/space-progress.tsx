import type { Space } from '../../../electron/contract/index.ts'
import { ProgressLine } from '../../ui/state-chip.tsx'
import { answersMeanwhile } from './model-groups.ts'
import { spaceFraction, spaceText } from './model-words.ts'

/** How many scenes have their vector, which have none and why, and who answers until all have. */
export const SpaceProgress = ({
  space,
  spaces,
  live,
  titleOf,
}: {
  readonly space: Space
  readonly spaces: readonly Space[]
  /** Its model is chosen, so what is missing is on its way. */
  readonly live: boolean
  /** Title of a model by its id. */
  readonly titleOf: (modelId: string) => string
}) => {
  const meanwhile = answersMeanwhile(spaces, space)
  const fraction = spaceFraction(space)
  return (
    <div className="model__space">
      <p className="tabular">{spaceText(space)}</p>
      {live && space.missing > 0 && fraction !== null ? <ProgressLine fraction={fraction} /> : null}
      {meanwhile === null ? null : (
        <p className="model__meanwhile">{titleOf(meanwhile.model)} answers until the new vectors are complete.</p>
      )}
    </div>
  )
}
