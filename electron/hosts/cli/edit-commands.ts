import type { Command as Program } from 'commander'
import { removeCommand, renameCommand, type TagsOptions, tagsCommand } from './commands/edit-videos.ts'
import { importModelCommand, modelActionCommand, modelsCommand } from './commands/models.ts'
import { retryCommand } from './commands/retry.ts'
import type { RunCommand } from './commands/run.ts'

/** Adds the commands that change videos: names, tags, removal, another try. */
export const addVideoCommands = (program: Program, run: RunCommand): void => {
  program
    .command('rename')
    .description('give a video another title; its file keeps its name')
    .argument('<video>', 'id or title')
    .argument('<title...>', 'the new title')
    .action((name: string, title: string[]) => run(renameCommand, { name, title: title.join(' ') }))

  program
    .command('remove')
    .description('take videos out of the library; their files are never touched')
    .argument('<video...>', 'ids or titles')
    .option('--undo', 'bring removed videos back; by their ids, within an hour')
    .action((names: string[], { undo = false }: { readonly undo?: boolean }) => run(removeCommand, { names, undo }))

  program
    .command('retry')
    .description('run again what failed, was cancelled or is done only in part, and wait for it')
    .argument('[video...]', 'ids or titles; without any: every video with something that failed')
    .option('--no-wait', 'only ask for it; a serving host, or the next import, does the work')
    .action((names: string[], { wait }: { readonly wait: boolean }) => run(retryCommand, { names, wait }, wait))

  const tags = program.command('tags').description('list, give and take tags')
  const act = (options: TagsOptions): Promise<void> => run(tagsCommand, options)
  tags
    .command('list', { isDefault: true })
    .description('every tag and how many videos have it, or the tags of one video')
    .argument('[video]', 'id or title')
    .action((name: string | undefined) => act({ act: 'list', name }))
  tags
    .command('add')
    .description('give a video tags')
    .argument('<video>', 'id or title')
    .argument('<tag...>', 'tags')
    .action((name: string, given: string[]) => act({ act: 'add', name, tags: given }))
  tags
    .command('remove')
    .description('take tags from a video')
    .argument('<video>', 'id or title')
    .argument('<tag...>', 'tags')
    .action((name: string, taken: string[]) => act({ act: 'remove', name, tags: taken }))
  tags
    .command('rename')
    .description('rename a tag on every video that has it')
    .argument('<from>', 'the tag')
    .argument('<to>', 'what it is called from now on')
    .action((from: string, to: string) => act({ act: 'rename', from, to }))
}

const modelActs = [
  ['install', 'download a model of the list, and wait for it'],
  ['activate', 'let an installed model answer for its modality'],
  ['deactivate', 'let no model answer for its modality; its vectors stay'],
  ['remove', 'delete the files of a model; its vectors stay'],
] as const

/** Adds `goodclips models`. */
export const addModelCommands = (program: Program, run: RunCommand, workingFolder: string): void => {
  const models = program.command('models').description('list, install and choose models')
  models
    .command('list', { isDefault: true })
    .description('every model that can be or is installed')
    .action(() => run(modelsCommand, null))
  for (const [action, description] of modelActs) {
    models
      .command(action)
      .description(description)
      .argument('<model>', 'id of the model, as "models" prints it')
      .action((id: string) => run(modelActionCommand, { action, id }))
  }
  models
    .command('import')
    .description('install a model from a folder in the plain Hugging Face layout')
    .argument('<model>', 'id of the list, or one of your own')
    .argument('<folder>', 'the folder')
    .option('--run-code', 'allow a model that runs program code out of its folder')
    .action((id: string, folder: string, { runCode = false }: { readonly runCode?: boolean }) =>
      run(importModelCommand, { id, folder, runCode, workingFolder }),
    )
}
