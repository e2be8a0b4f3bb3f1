/**
 * Returns the JSON text of member `name` of the object in `json`; undefined if there is none. If several members have the
 * name, the last one counts, as in `JSON.parse`. `json` must be valid JSON. Cost: one pass over the text.
 */
export function memberText(json: string, name: string): string | undefined {
  let found: string | undefined;
  let depth = 0;
  let key: string | undefined;
  let valueFrom = -1;
  const takeValue = (end: number) => {
    if (key === name) found = json.slice(valueFrom, end).trim();
  };
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(json, at);
      if (depth === 1 && valueFrom < 0) key = JSON.parse(json.slice(at, end + 1)) as string;
      at = end;
    } else if (code === BRACE || code === BRACKET) depth++;
    else if (code === END_BRACE || code === END_BRACKET) {
      depth--;
      if (depth === 0 && valueFrom >= 0) takeValue(at);
    } else if (depth === 1) {
      if (code === COLON) valueFrom = at + 1;
      else if (code === COMMA) {
        takeValue(at);
        valueFrom = -1;
      }
    }
  }
  return found;
}

const [QUOTE, COLON, COMMA, BRACE, END_BRACE, BRACKET, END_BRACKET] = Array.from('":,{}[]', (sign) =>
  sign.charCodeAt(0),
) as [number, number, number, number, number, number, number];

/** Returns the index of the closing quote of the string that starts at `start`. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json[end - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return end;
  }
}

/**
 * Returns how each number that is a direct member of the object in `json` is written. For `{"a": 1.0}` it returns
 * `a` → `1.0`, which `JSON.parse` would read as 1.
 */
export function numbersAsWritten(json: string): ReadonlyMap<string, string> {
  const members = (JSON.parse as ParseWithSource)(json, (_, value, { source }) =>
    typeof value === "number" ? new WrittenNumber(source!) : value,
  );
  return new Map(
    Object.entries(members as object).flatMap(([name, value]) =>
      value instanceof WrittenNumber ? [[name, value.text]] : [],
    ),
  );
}

class WrittenNumber {
  constructor(readonly text: string) {}
}

/** `JSON.parse` with "source text access" (ECMAScript), which the types of TypeScript do not include yet. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;
