/** Entries of a list that are written at once: some milliseconds' worth. */
const PIECE_ENTRIES = 20_000;

/**
 * An answer as JSON, its long lists written a piece at a time with the event loop running in between: a million
 * predictions as one text would keep every other request waiting. The text is that of `JSON.stringify`.
 */
export async function largeJson(answer: Readonly<Record<string, unknown>>): Promise<Response> {
  const pieces: string[] = [];
  for (const [key, value] of Object.entries(answer)) {
    if (value === undefined) continue;
    pieces.push(`${pieces.length === 0 ? "{" : ","}${JSON.stringify(key)}:`);
    if (Array.isArray(value) && value.length > PIECE_ENTRIES) await writeList(value, pieces);
    else pieces.push(JSON.stringify(value));
  }
  pieces.push(pieces.length === 0 ? "{}" : "}");
  return new Response(new Blob(pieces), { headers: { "Content-Type": "application/json" } });
}

async function writeList(list: readonly unknown[], pieces: string[]): Promise<void> {
  for (let from = 0; from < list.length; from += PIECE_ENTRIES) {
    const text = JSON.stringify(list.slice(from, from + PIECE_ENTRIES));
    pieces.push(from === 0 ? "[" : ",", text.slice(1, -1));
    await new Promise((resolve) => setImmediate(resolve));
  }
  pieces.push("]");
}
