import { nextTurn } from "../deadline.ts";

/** Number of list entries that are encoded in one turn of the event loop: a few milliseconds of work. */
const PIECE_ENTRIES = 20_000;

/**
 * Returns the text that `JSON.stringify(answer)` would return. Long lists that are members of `answer` are encoded in
 * pieces, and the event loop runs between them: a million predictions in one piece would block every other request.
 */
export async function largeJson(answer: object): Promise<string | Blob> {
  const entries: [string, unknown][] = Object.entries(answer);
  if (!entries.some(([, value]) => isLong(value))) return JSON.stringify(answer);
  const pieces: string[] = [];
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    pieces.push(`${pieces.length === 0 ? "{" : ","}${JSON.stringify(key)}:`);
    if (isLong(value)) await writeList(value, pieces);
    else pieces.push(JSON.stringify(value));
  }
  pieces.push("}");
  return new Blob(pieces);
}

function isLong(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > PIECE_ENTRIES;
}

async function writeList(list: readonly unknown[], pieces: string[]): Promise<void> {
  for (let from = 0; from < list.length; from += PIECE_ENTRIES) {
    const text = JSON.stringify(list.slice(from, from + PIECE_ENTRIES));
    pieces.push(from === 0 ? "[" : ",", text.slice(1, -1));
    await nextTurn();
  }
  pieces.push("]");
}
