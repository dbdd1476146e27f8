import { describe, expect, it } from 'vitest'
import type { Model } from '../../../electron/contract/index.ts'
import { createClient } from '../../client/client.ts'
import { fakeNetwork, json, modelRow, readyRuntime, spaceRow } from '../../client/fixtures/fake-core.ts'
import { createQueryCache } from '../../queries/core-query.ts'
import { createModelRequestsStore } from '../../stores/model-requests-store.ts'
import { createWindowStore } from '../../stores/window-store.ts'
import { answersMeanwhile, builtInSpaces, groupModels, spaceOf } from './model-groups.ts'
import { modelMenu } from './model-menu.ts'
import {
  guessedId,
  idProblem,
  listedModelOf,
  mainActOf,
  progressText,
  runtimeText,
  sizeText,
  spaceText,
  speedText,
  stateOf,
} from './model-words.ts'
import { runnerSummary } from './runner-summary.ts'

const installed = (id: string, patch: Partial<Model> = {}): Model => modelRow(id, { state: 'installed', ...patch })
const running = (state: Model['runner']['state'], device: string | null = 'CPU (bf16)'): Pick<Model, 'runner'> => ({
  runner: { state, device, speed: null },
})

describe('groups', () => {
  it('go from picture to likeness, the recommended first, folders last, toys apart', () => {
    const { groups, toys } = groupModels([
      modelRow('toy', { modality: 'audio', tags: ['demo'], source: 'bundled' }),
      modelRow('words', { modality: 'captions' }),
      modelRow('own', { source: 'folder' }),
      modelRow('ears', { task: 'transcribe', modality: null, spaceKind: null, dimension: null }),
      modelRow('plain'),
      modelRow('good', { tags: ['default', 'best'] }),
    ])
    expect(groups.map(({ role, models }) => `${role}: ${models.map(({ id }) => id).join(' ')}`)).toEqual([
      'visual: good plain own',
      'audio: ',
      'captions: words',
      'likeness: ',
      'transcribe: ears',
      'read-text: ',
      'find-faces: ',
    ])
    expect(toys.map(({ id }) => id)).toEqual(['toy'])
  })

  it('find the space that matters, and who answers until it is complete', () => {
    const old = spaceRow('old', { model: 'a', active: true, present: 9 })
    const next = spaceRow('next', { model: 'b', building: true, present: 2, missing: 7 })
    const unused = spaceRow('unused', { model: 'b' })
    expect(spaceOf([unused, old, next], 'b')).toBe(next)
    expect(spaceOf([unused, old, next], 'a')).toBe(old)
    expect(spaceOf([old], 'c')).toBeNull()
    expect(answersMeanwhile([unused, old, next], next)).toBe(old)
    expect(answersMeanwhile([unused, old, next], old)).toBeNull()
    expect(
      builtInSpaces([next, spaceRow('t', { modality: 'soundTexture' }), spaceRow('l', { modality: 'look' })]),
    ).toEqual([spaceRow('l', { modality: 'look' }), spaceRow('t', { modality: 'soundTexture' })])
  })
})

describe('words', () => {
  it('tell size, speed and progress', () => {
    expect(sizeText(modelRow('a'))).toBe('605 MB · 512 dimensions')
    expect(sizeText(modelRow('a', { sizeBytes: 0, dimension: null }))).toBe('')
    const speed = (perSecond: number, unit: 'images' | 'audioSeconds') =>
      speedText({ runner: { state: 'ready', device: 'CPU (bf16)', speed: { perSecond, unit } } })
    expect(speed(71.3, 'images')).toBe('71 pictures/s on CPU (bf16)')
    expect(speed(0.834, 'audioSeconds')).toBe('0.83× real time on CPU (bf16)')
    expect(speedText(modelRow('a'))).toBe('')
    const progress = { fraction: 0.349, bytesDone: 205e6, bytesTotal: 605e6, message: 'Downloading' }
    expect(progressText(progress)).toBe('34 % · 205 MB of 605 MB · Downloading')
    expect(progressText({ ...progress, fraction: null, bytesDone: 0, bytesTotal: null })).toBe('Downloading')
  })

  it('tell how complete a space is, and why scenes have no vector', () => {
    expect(spaceText(spaceRow('s', { present: 1204, missing: 8108 }))).toBe('1,204 of 9,312 scenes')
    const skipped = [
      { reason: 'no_audio', count: 132 },
      { reason: 'too_short', count: 4 },
    ]
    expect(spaceText(spaceRow('s', { present: 9, skipped }))).toBe('all 9 scenes · 132 without sound, 4 too short')
    expect(spaceText(spaceRow('s'))).toBe('no scenes yet')
  })

  it('tell the state of a model', () => {
    const text = (model: Model, missing = 0) => stateOf(model, spaceRow('s', { present: 1, missing }))?.text
    expect(text(modelRow('a'))).toBeUndefined()
    expect(text(installed('a'))).toBe('Installed')
    expect(text(installed('a', { active: true }))).toBe('Active')
    expect(text(installed('a', { active: true }), 3)).toBe('Processing')
    expect(text(installed('a', { active: true, ...running('disabled') }), 3)).toBe('Not working')
    const error = { code: 'environment', message: 'No Python.', remedy: 'Set it up.' }
    expect(text(installed('a', { active: true, error }))).toBe('Not working')
    expect(mainActOf(installed('a', { active: true, error }), false)?.act).toBe('restart')
  })

  it('tell the Python environment', () => {
    expect(runtimeText(readyRuntime)).toBe('Python 3.11.2 · PyTorch 2.13.0 · CPU')
    expect(runtimeText({ ...readyRuntime, state: 'absent' })).toContain('4.90 GB of disk')
    const error = { code: 'offline', message: 'There is no network.', remedy: 'Connect and try again.' }
    expect(runtimeText({ ...readyRuntime, state: 'failed', error })).toBe('There is no network. Connect and try again.')
  })

  it('say what is wrong with an id', () => {
    expect(['', 'my-model-2', 'a'].map(idProblem)).toEqual(['', '', ''])
    for (const id of ['My', 'a--b', '-a', 'a_b', 'ä']) expect(idProblem(id)).toContain('Lower-case')
    expect(idProblem('a'.repeat(65))).toContain('64')
  })
})

describe('what can be done', () => {
  it('is one main thing', () => {
    const local = { repository: null, runsFolderCode: true } as const
    const acts = [
      mainActOf(modelRow('a'), false),
      mainActOf(modelRow('a', local), false),
      mainActOf(modelRow('a', { state: 'installing' }), false),
      mainActOf(modelRow('a', { state: 'failed' }), false),
      mainActOf(modelRow('a', { state: 'failed' }), true),
      mainActOf(installed('a'), false),
      mainActOf(installed('a', { active: true }), false),
      mainActOf(installed('a', { active: true, ...running('disabled') }), false),
    ]
    expect(acts.map((main) => main?.act)).toEqual([
      'install',
      'import',
      'cancel',
      'install',
      'import',
      'activate',
      undefined,
      'restart',
    ])
  })

  it('is otherwise in the menu', () => {
    const modelRequests = createModelRequestsStore(createClient(fakeNetwork(() => json({})).fetch), createQueryCache())
    const windowStore = createWindowStore()
    const menu = (model: Model, space = spaceRow('s', { active: model.active, present: 1 })) =>
      modelMenu(model, space, { modelRequests, window: windowStore })
    const labels = (...args: Parameters<typeof menu>) =>
      menu(...args).map((entry) => (entry.kind === 'line' ? '-' : entry.label))
    expect(labels(modelRow('a'))).toEqual(['Import from folder…', '-', 'Delete vectors…'])
    expect(labels(modelRow('a', { state: 'installing' }))).toEqual(['Delete vectors…'])
    expect(labels(installed('a', { active: true, ...running('ready') }))).toEqual([
      'Import from folder…',
      'Deactivate',
      'Restart runner',
      'Rebuild vectors…',
      '-',
      'Remove…',
    ])
    expect(labels(installed('toy', { active: true, source: 'bundled' }))).toEqual(['Deactivate', 'Rebuild vectors…'])
    const remove = menu(installed('a')).find((entry) => entry.kind === 'item' && entry.label === 'Remove…')
    if (remove?.kind === 'item') remove.onSelect()
    expect(windowStore.getState().sheet).toEqual({ kind: 'model-confirm', act: 'remove', modelId: 'a', spaceId: null })
  })
})

describe('the status bar', () => {
  it('is quiet without a model, and tells what matters most', () => {
    const text = (models: readonly Model[], runtime = readyRuntime) => runnerSummary(models, runtime)?.text
    const picture = (state: Model['runner']['state']) => installed('p', { active: true, ...running(state) })
    const sound = (state: Model['runner']['state']) =>
      installed('s', { active: true, modality: 'audio', ...running(state) })
    expect(text([])).toBeUndefined()
    expect(text([modelRow('a'), installed('b')])).toBeUndefined()
    expect(text([picture('ready')])).toBe('CPU (bf16) · picture model ready')
    expect(text([picture('ready'), sound('ready')])).toBe('CPU (bf16) · picture, sound models ready')
    expect(text([picture('ready'), sound('busy')])).toBe('CPU (bf16) · sound model working')
    expect(text([picture('starting')])).toBe('CPU (bf16) · picture model loading')
    expect(text([installed('p', { active: true })])).toBe('CPU · picture model idle')
    expect(runnerSummary([picture('busy'), sound('disabled')], readyRuntime)).toEqual({
      text: 'Sound model not working: see Models',
      tone: 'danger',
    })
    expect(text([modelRow('a', { state: 'installing' })])).toBe('Installing Model a…')
    const progress = { fraction: 0.4, message: 'Downloading' }
    expect(text([], { ...readyRuntime, state: 'installing', progress })).toBe('Setting up Python 40 %')
    expect(text([picture('stopped')], { ...readyRuntime, state: 'failed' })).toBe('Models cannot run: see Models')
  })
})

describe('a folder to import from', () => {
  const listed = [modelRow('all-minilm-l6-v2', { repository: 'sentence-transformers/all-MiniLM-L6-v2' })]
  it('names the id, and is known when it is one of the list', () => {
    expect(guessedId('/models/My Model_2/')).toBe('my-model-2')
    expect(guessedId('C:\\models\\Clip.v1')).toBe('clip-v1')
    expect(guessedId('')).toBe('')
    expect(listedModelOf('/home/me/all-MiniLM-L6-v2', listed)?.id).toBe('all-minilm-l6-v2')
    expect(listedModelOf('/home/me/another', listed)).toBeUndefined()
  })
})
