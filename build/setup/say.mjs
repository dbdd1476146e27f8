import process from 'node:process'

/** A set-up step that cannot go on; `message` tells the person what to do. */
export class SetupFailure extends Error {}

/**
 * Tells the person what the set-up does, on stderr: stdout belongs to the program that is started.
 * @param {string} text
 */
export const say = (text) => {
  process.stderr.write(`${text}\n`)
}
