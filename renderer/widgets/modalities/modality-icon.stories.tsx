import { modalities } from '../../../electron/contract/modalities.ts'
import { ModalityIcon } from './modality-icon.tsx'

export const All = () => (
  <ul className="story-column">
    {modalities.map(({ id, label, hint }) => (
      <li key={id}>
        <ModalityIcon modality={id} /> {label}: {hint}
      </li>
    ))}
  </ul>
)
