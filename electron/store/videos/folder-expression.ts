/** The folder of a location with the separator at its end, as the index `locations_by_folder` holds it. */
export const folderExpression =
  "CASE WHEN path LIKE '/%' THEN RTRIM(path, REPLACE(path, '/', '')) ELSE RTRIM(path, REPLACE(path, '\\', '')) END"

/** Between which values of it a folder and all folders below lie; of all folders when it is empty. */
export const folderRange = (folder: string): { readonly from: string; readonly to: string } => {
  const separator = folder.startsWith('/') ? '/' : '\\'
  const from = folder === '' || folder.endsWith(separator) ? folder : folder + separator
  return { from, to: `${from}\u{10ffff}` }
}
