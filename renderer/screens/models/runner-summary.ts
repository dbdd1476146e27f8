import { type Model, modelRoleOf, type Runtime, roleOfModel } from '../../../electron/contract/index.ts'
import { formatPercent } from '../../ui/format.ts'
import { isBroken } from './model-words.ts'

/** One line on models for the status bar. */
export interface RunnerSummary {
  readonly text: string
  readonly tone: 'plain' | 'live' | 'danger'
}

/** Whether a notice only says that the library is a demo. */
export const isDemoNotice = (code: string): boolean => code.startsWith('demo')

const modelsText = (models: readonly Model[]): string => {
  const list = models.map((model) => modelRoleOf[roleOfModel(model)].name)
  return `${list.join(', ')} ${list.length === 1 ? 'model' : 'models'}`
}

const percentOf = (progress: { readonly fraction: number | null } | null): string =>
  progress === null || progress.fraction === null ? '…' : ` ${formatPercent(progress.fraction)}`

/**
 * What there is to say of device and runners: what has stopped before what is being installed before what works.
 * Null when no model is active and nothing is being installed.
 */
export const runnerSummary = (models: readonly Model[], runtime: Runtime | null): RunnerSummary | null => {
  const active = models.filter((model) => model.active)
  const broken = active.filter(isBroken)
  if (broken.length > 0) return { text: `${sentence(modelsText(broken))} not working: see Models`, tone: 'danger' }
  if (runtime?.state === 'failed' && active.length > 0) {
    return { text: 'Models cannot run: see Models', tone: 'danger' }
  }
  const installing = models.find((model) => model.state === 'installing')
  if (installing !== undefined) {
    return { text: `Installing ${installing.title}${percentOf(installing.progress)}`, tone: 'live' }
  }
  if (runtime?.state === 'installing') {
    return { text: `Setting up Python${percentOf(runtime.progress)}`, tone: 'live' }
  }
  if (active.length === 0) return null
  const inState = (...states: readonly Model['runner']['state'][]): readonly Model[] =>
    active.filter(({ runner }) => states.includes(runner.state))
  const device = active.find(({ runner }) => runner.device !== null)?.runner.device ?? runtime?.device ?? null
  const told: readonly (readonly [readonly Model[], string, RunnerSummary['tone']])[] = [
    [inState('busy'), 'working', 'live'],
    [inState('starting', 'backoff'), 'loading', 'live'],
    [inState('ready', 'draining'), 'ready', 'plain'],
    [inState('stopped'), 'idle', 'plain'],
  ]
  const [group, word, tone] = told.find(([group]) => group.length > 0) ?? [active, 'idle', 'plain']
  return { text: `${device === null ? '' : `${device} · `}${modelsText(group)} ${word}`, tone }
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
