/**
 * Whatever this process and its children make from now on is for its account alone: pictures, sound and words of a
 * person's videos are not for others of the machine to read.
 */
export const keepFilesPrivate = (): void => {
  process.umask(0o077)
}
