import type { CSSProperties } from 'react'
import type { SearchHit } from '../../../electron/contract/index.ts'
import { colourStyle, ModalityIcon } from '../../widgets/modalities/modality-icon.tsx'
import { scoreText, shareBarsOf, sharesText } from './shares.ts'
import './share-bars.css'

/** Three small bars that say where a score comes from, and the score. */
export const ShareBars = ({ hit }: { readonly hit: Pick<SearchHit, 'shares' | 'score'> }) => (
  <span className="share-bars" title={`${scoreText(hit.score)} of 100: ${sharesText(hit.shares)}`}>
    {shareBarsOf(hit.shares).map(({ modality, share }) => (
      <span key={modality} className="share-bars__bar" style={colourStyle(modality)} data-none={share < 0.005}>
        <ModalityIcon modality={modality} size={11} />
        <span
          className="share-bars__track"
          style={{ '--share': `${Math.round(share * 100)}%` } as CSSProperties}
          aria-hidden
        />
      </span>
    ))}
    <span className="share-bars__score tabular" aria-hidden>
      {scoreText(hit.score)}
    </span>
    <span className="visually-hidden">
      score {scoreText(hit.score)}: {sharesText(hit.shares)}
    </span>
  </span>
)
