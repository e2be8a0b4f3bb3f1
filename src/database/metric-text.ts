/**
 * Returns `text` as a column of `length` characters can store it: truncated, NUL replaced by "␀", and unpaired surrogates by
 * "\ufffd".
 */
export function truncate(text: string, length: number): string {
  return Array.from(text.toWellFormed().replaceAll("\0", "\u2400")).slice(0, length).join("");
}
